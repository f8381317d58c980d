"""The child that reads one letter: `main` takes it from standard input and says as JSON what it found."""

import base64
import json
import sys
from dataclasses import asdict

from kaganek.lib.fence import fence
from kaganek.lib.mail_in.model import Limits, Unreadable
from kaganek.lib.mail_in.parsing import parse


def main() -> None:
    memory_bytes, cpu_seconds, envelope_from, mark, limits = json.loads(sys.argv[1])
    fence(memory_bytes=memory_bytes, cpu_seconds=cpu_seconds)
    try:
        read = parse(sys.stdin.buffer.read(), envelope_from=envelope_from, mark=mark, limits=Limits(**limits))
    except Unreadable as fault:
        said: object = {"unreadable": fault.reason}
    else:
        said = asdict(read)
    json.dump(said, sys.stdout, default=lambda body: base64.b64encode(body).decode())
