"""The process that tells listeners at once what was stored: `kaganek stream`.

`door` speaks HTTP, `hub` holds what is new and who listens, `ear` hears the database, `asking` is all that it asks of
it. Pages and deeds use `core.streams`. See docs/decisions/0024-stream.md.
"""
