"""Courses as files: written whole, and taken in as new courses, whole or not at all."""
