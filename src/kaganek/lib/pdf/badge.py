"""The picture of a badge: a square that carries the credential and says what it is for."""

from kaganek.lib.pdf.typesetting import drawn

PPI = 170.0  # 600 x 600 pixels


def badge(*, title: str, issuer: str) -> bytes:
    """A PNG of 600 x 600 pixels with the lamp, the title and who issued it, however long they are."""
    return drawn("badge", {"title": title, "issuer": issuer}, ppi=PPI)
