"""`just bench`: the figures of docs/reference/benchmarks.md, measured on the real server.

A made-up country (`kaganek dataset`) in a database of its own, granian in front of it, real sessions,
and a load generator in a process apart. Every figure stands beside a reference page measured in the
same seconds, because machines differ and are noisy. Loopback only; bounded in time. The database server is one
of its own: unlike that of the tests it waits for its disk, as an installation's does.
"""

import os
from pathlib import Path

os.environ.setdefault("KAGANEK_STATE", str(Path(__file__).resolve().parents[2] / ".test-state" / "bench"))
os.environ["KAGANEK_DURABLE"] = "1"
