"""QR codes as vector drawings."""

from collections.abc import Sequence

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4  # empty modules that the standard wants around the code
MASK = 3  # any mask reads well; trying all eight for 300 slips costs seconds


def matrix(text: str) -> Sequence[Sequence[bool]]:
    """The modules of the code for `text`, without the quiet zone; True is dark."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    modules: Sequence[Sequence[bool]] = code.get_matrix()
    return modules


def svg(text: str) -> str:
    """The code with its quiet zone as SVG: one path, a rectangle for each run of dark modules."""
    modules = matrix(text)
    side = len(modules) + 2 * QUIET
    runs = "".join(
        f"M{first + QUIET} {row + QUIET}h{length}v1h-{length}z"
        for row, cells in enumerate(modules)
        for first, length in _dark_runs(cells)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{runs}"/></svg>'


def _dark_runs(cells: Sequence[bool]) -> list[tuple[int, int]]:
    """Where the dark runs of one row start and how long they are."""
    runs: list[tuple[int, int]] = []
    for column, dark in enumerate(cells):
        if not dark:
            continue
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs
