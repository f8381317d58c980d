"""Deeds of tasks: assigning, writing a draft, handing in, reviewing."""
