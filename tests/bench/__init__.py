"""What takes how long: python -m tests.bench. Its databases stand on a server of their own, which waits for its disk."""

import os
from pathlib import Path

os.environ.setdefault("KAGANEK_STATE", str(Path(__file__).resolve().parents[2] / ".test-state" / "bench"))
os.environ["KAGANEK_DURABLE"] = "1"
