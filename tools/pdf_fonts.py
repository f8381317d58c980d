"""Cut the type of our PDF files out of Source Sans 3: Latin, Cyrillic, Greek, four weights.

Run by hand when the type changes (needs fonttools and the npm package source-sans 3.52.0):
    python tools/pdf_fonts.py PACKAGE/TTF src/kaganek/lib/pdf/fonts

The cuts are modified versions under the OFL, so their inner names drop the reserved name
"Source" (OFL 1.1, section 3). `coverage.txt` lists the signs that every weight can draw:
PDF/UA forbids a sign without a drawing, so the typesetter replaces all others.
"""

import sys
from itertools import chain
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

WEIGHTS = {"Light": 300, "Regular": 400, "Semibold": 600, "Bold": 700}
BLOCKS = (
    range(0x20, 0x7F),
    range(0xA0, 0x250),
    range(0x2C6, 0x2DE),
    range(0x370, 0x400),
    range(0x400, 0x530),
    range(0x1E00, 0x1F00),
    range(0x2010, 0x2060),
    range(0x2070, 0x2150),
    range(0x2190, 0x2200),
    range(0x2200, 0x2270),
)
NEVER = {0xAD, *range(0x2028, 0x2030)}  # soft hyphen, line and direction controls: no drawing of their own


def cut(source: Path, target: Path, style: str, weight: int) -> set[int]:
    """Write one weight; return the signs it can draw."""
    font = TTFont(source / f"SourceSans3-{style}.ttf", recalcTimestamp=False)
    options = subset.Options(layout_features=["*"], notdef_outline=True, hinting=False, name_IDs=["*"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=set(chain(*BLOCKS)) - NEVER)
    cutter.subset(font)
    rename(font, style)
    font["OS/2"].usWeightClass = weight
    font.save(target / f"KaganekSans-{style}.ttf")
    return set(font.getBestCmap())


def rename(font: TTFont, style: str) -> None:
    names = {1: "Kaganek Sans", 2: style, 4: f"Kaganek Sans {style}", 16: "Kaganek Sans", 17: style}
    names |= {3: f"KaganekSans-{style}", 6: f"KaganekSans-{style}"}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID not in (0, 5, 13, 14):  # copyright, version, licence and its address stay
            font["name"].removeNames(nameID=record.nameID)


def ranges(signs: set[int]) -> list[str]:
    """`0020-007E`, one run of code points a line."""
    runs: list[list[int]] = []
    for sign in sorted(signs):
        if runs and sign == runs[-1][1] + 1:
            runs[-1][1] = sign
        else:
            runs.append([sign, sign])
    return [f"{first:04X}-{last:04X}" for first, last in runs]


def main(source: Path, target: Path) -> None:
    signs = set.intersection(*(cut(source, target, style, weight) for style, weight in WEIGHTS.items()))
    (target / "coverage.txt").write_text("\n".join(ranges(signs)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
