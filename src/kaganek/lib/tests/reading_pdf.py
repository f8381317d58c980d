"""Reading our own PDF files back, the way a screen reader or a phone would."""

import io
from collections.abc import Iterator
from itertools import combinations

import pikepdf
from pdfminer.high_level import extract_pages, extract_text
from pdfminer.layout import LTComponent, LTTextContainer, LTTextLine
from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from qrcode.base import rs_blocks
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import mask_func

QUIET = 4
PLAIN = str.maketrans({"\u200b": None, "\u00a0": " ", "\n": " "})


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """All text on one line, break marks and hard spaces made plain."""
    return " ".join(extract_text(io.BytesIO(pdf)).translate(PLAIN).split())


def tags(pdf: bytes) -> list[tuple[str, dict[str, str]]]:
    """The structure tree in reading order: kind of element and its texts (Alt, T)."""
    with opened(pdf) as file:
        return [
            (
                str(element.S).removeprefix("/"),
                {key: str(element[key]) for key in ("/Alt", "/T") if key in element},
            )
            for element in _elements(file.Root.StructTreeRoot)
        ]


def kinds(pdf: bytes) -> list[str]:
    return [kind for kind, _ in tags(pdf)]


def assert_pdf_ua(pdf: bytes, *, title: str) -> None:
    """The marks of PDF/UA-1 that a reader of the file can see."""
    with opened(pdf) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang).startswith("pl")
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in file.Root
        assert all(page.Tabs == "/S" for page in file.pages)
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == title
    assert kinds(pdf).count("H1") == 1


def overprinted(pdf: bytes) -> list[tuple[str, str]]:
    """Pairs of lines printed over each other: what happens to rows that do not fit a page."""
    return [
        (one.get_text(), other.get_text())
        for page in extract_pages(io.BytesIO(pdf))
        for one, other in combinations([line for block in page for line in _lines(block)], 2)
        if one.is_hoverlap(other) and one.hoverlap(other) > 1 and one.voverlap(other) > 0.6 * other.height
    ]


def qr_texts(pdf: bytes) -> list[str]:
    """What a phone reads from every QR code, page by page."""
    with opened(pdf) as file:
        return [_decoded(dark) for page in file.pages for dark in _drawn_codes(page)]


def _lines(block: LTComponent) -> list[LTTextLine]:
    return list(block) if isinstance(block, LTTextContainer) else []


def _elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
        if isinstance(child, pikepdf.Dictionary):
            yield from _elements(child)


def _drawn_codes(page: pikepdf.Page) -> Iterator[set[tuple[int, int]]]:
    """Dark modules (row, column) of each path made of more than a hundred rectangles."""
    corners: list[tuple[float, float]] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in "ml":
            corners.append((float(operands[0]), float(operands[1])))
        elif name == "f":
            if len(corners) > 400:
                yield {
                    (round(top[1]) - QUIET, column - QUIET)
                    for top, right in zip(corners[0::4], corners[1::4], strict=True)
                    for column in range(round(top[0]), round(right[0]))
                }
            corners = []
        elif name in {"S", "n", "f*", "B"}:
            corners = []


def _decoded(dark: set[tuple[int, int]]) -> str:
    """Byte mode, versions 2 to 6, no error correction: a clean print must read without it."""
    size = max(column for _, column in dark) + 1
    version = (size - 17) // 4
    assert 2 <= version <= 6
    mask = mask_func(sum(1 << (2 - bit) for bit in range(3) if (((8, 2 + bit) in dark) != (bit != 1))))
    stream = [int(((r, c) in dark) != mask(r, c)) for r, c in _path(size)]
    words = [int("".join(map(str, stream[at : at + 8])), 2) for at in range(0, len(stream) - 7, 8)]
    sizes = [block.data_count for block in rs_blocks(version, ERROR_CORRECT_M)]
    order = [
        (block, place) for place in range(max(sizes)) for block, count in enumerate(sizes) if place < count
    ]
    data = dict(zip(order, words, strict=False))
    bits = "".join(f"{data[key]:08b}" for key in sorted(data))
    assert bits[:4] == "0100"
    length = int(bits[4:12], 2)
    return bytes(int(bits[12 + 8 * at : 20 + 8 * at], 2) for at in range(length)).decode()


def _path(size: int) -> Iterator[tuple[int, int]]:
    """The data modules in the order of the standard: pairs of columns from the right, up and down."""
    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (right, right - 1):
                if not _fixed(row, column, size):
                    yield row, column
        upwards = not upwards


def _fixed(row: int, column: int, size: int) -> bool:
    """Finders with their format bits, timing lines, the one alignment pattern of versions 2 to 6."""
    corner = (row < 9 and (column < 9 or column >= size - 8)) or (row >= size - 8 and column < 9)
    middle = size - 7
    return corner or 6 in (row, column) or max(abs(row - middle), abs(column - middle)) <= 2


def table_rows(pdf: bytes) -> list[list[str]]:
    """The cells of every table, row by row, as the structure tree tells a screen reader: nothing of where they are drawn."""
    said = _marked_texts(pdf)
    with opened(pdf) as file:
        places = {page.obj.objgen: number for number, page in enumerate(file.pages)}
        return [
            [
                " ".join("".join(_said(cell, said, places, None)).translate(PLAIN).split())
                for cell in _cells(row)
            ]
            for row in _elements(file.Root.StructTreeRoot)
            if row.S == "/TR"
        ]


def _cells(row: pikepdf.Object) -> Iterator[pikepdf.Object]:
    return (one for one in _elements(row) if one.S in ("/TH", "/TD"))


def _said(
    element: pikepdf.Object, said: dict[tuple[int, int], str], places: dict, page: int | None
) -> Iterator[str]:
    """Texts of an element's marked pieces in reading order; a piece names its page, or its element does."""
    if "/Pg" in element:
        page = places[element.Pg.objgen]
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if not isinstance(child, pikepdf.Dictionary):
            yield said.get((page, int(child)), "")
        elif "/MCID" in child:
            own = places[child.Pg.objgen] if "/Pg" in child else page
            yield said.get((own, int(child.MCID)), "")
        else:
            yield from _said(child, said, places, page)


class _Marked(PDFDevice):
    """Texts by page and number of marked content."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.texts: dict[tuple[int, int], str] = {}
        self.page, self.open = -1, []

    def begin_page(self, page, ctm) -> None:
        self.page += 1

    def begin_tag(self, tag, props=None) -> None:
        self.open.append(props.get("MCID") if isinstance(props, dict) else None)

    def end_tag(self) -> None:
        self.open.pop()

    def render_string(self, textstate, seq, ncs, graphicstate) -> None:
        number = next((one for one in reversed(self.open) if one is not None), None)
        if number is None:
            return
        font = textstate.font
        text = "".join(
            font.to_unichr(code) for part in seq if isinstance(part, bytes) for code in font.decode(part)
        )
        self.texts[self.page, number] = self.texts.get((self.page, number), "") + text


def _marked_texts(pdf: bytes) -> dict[tuple[int, int], str]:
    manager = PDFResourceManager()
    device = _Marked(manager)
    interpreter = PDFPageInterpreter(manager, device)
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        interpreter.process_page(page)
    return device.texts
