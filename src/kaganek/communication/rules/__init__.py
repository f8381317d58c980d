"""Judgements of communication."""
