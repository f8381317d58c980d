"""`just bench`: the figures of docs/reference/benchmarks.md, measured on the real server.

A made-up country (`kaganek dataset`) in a database of its own, granian in front of it, real sessions,
and a load generator in a process apart. Every figure stands beside a reference page measured in the
same seconds, because machines differ and are noisy. Loopback only; bounded in time.
"""
