"""The child that opens a picture of a course file: `main` reads it from standard input and answers with its status."""

import io
import json
import sys

from PIL import Image

from kaganek.lib.fence import fence

MOST_PIXELS = 100_000_000
FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
BROKEN, HUGE = 3, 4  # exit statuses


def main() -> None:
    memory_bytes, cpu_seconds, ending = json.loads(sys.argv[1])
    fence(memory_bytes=memory_bytes, cpu_seconds=cpu_seconds)
    sys.exit(_look(sys.stdin.buffer.read(), ending))


def _look(data: bytes, ending: str) -> int:
    try:
        picture = Image.open(io.BytesIO(data), formats=(FORMATS[ending],))
        if picture.width * picture.height > MOST_PIXELS:
            return HUGE
        picture.load()
    except (MemoryError, Image.DecompressionBombError):
        return HUGE
    except Exception:
        return BROKEN
    return 0
