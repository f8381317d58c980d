"""The child that opens an uploaded picture: `main` reads it from standard input and answers with a PNG."""

import io
import json
import sys

from PIL import Image

from kaganek.lib.fence import fence

LONGEST = 900  # pixels of the longer side; twice what 60 mm of print shows
SMALLEST = 40
MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG")
SMALL, BROKEN, HUGE = 3, 4, 5  # exit statuses


def main() -> None:
    memory_bytes, cpu_seconds = json.loads(sys.argv[1])
    fence(memory_bytes=memory_bytes, cpu_seconds=cpu_seconds)
    sys.exit(_draw(sys.stdin.buffer.read()))


def _draw(data: bytes) -> int:
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            return HUGE
        if max(picture.size) < SMALLEST:
            return SMALL
        picture.load()
    except MemoryError:
        return HUGE
    except Exception:
        return BROKEN
    clean = Image.new("RGB", picture.size, "white")
    drawn = picture.convert("RGBA")
    clean.paste(drawn, mask=drawn)
    clean.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    sys.stdout.buffer.write(out.getvalue())
    return 0
