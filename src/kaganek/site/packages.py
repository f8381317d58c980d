"""Files of course packages: content that strangers wrote, which may run and may touch nothing of ours.

It stands before sessions, seats and every page. With a second host name (KAGANEK_CONTENT_URL) that host
answers nothing else and the main one never gives a package's file; without one the files lie under
`/tresc/` of the main host and every answer says "sandbox", so that even an address opened by itself has
an origin of its own that nobody shares. See docs/decisions/0015-packages-isolated.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from kaganek.learning.models.packages import H5P_PAGE, OURS
from kaganek.learning.queries.serving import (
    H5P_CORE,
    H5P_SCRIPT,
    MESSAGES,
    PLACE,
    SCRIPTS,
    Grant,
    h5p_core,
    read_token,
    sandbox,
)
from kaganek.learning.terms import PackageKind
from kaganek.lib.h5p import PageFault, page_of
from kaganek.site.content_types import HTML, PLAIN, content_type

View = Callable[[HttpRequest], HttpResponseBase]

STATIC = Path(__file__).resolve().parents[1] / "learning" / "static"
PIECE = 2 * 2**20  # bytes of a file in one answer to a range without an end
BLOCK = 2**16
LARGEST_PAGE = 4 * 2**20  # bytes; a larger page of a package goes out as it is
KEPT = 8 * 3600  # seconds that the reader's own browser may keep a file: the files never change
GONE = "Ta treść nie jest już otwarta. Wróć do lekcji i otwórz ją jeszcze raz."
NO_CORE = "Odtwarzacz H5P nie jest włączony w tej instalacji."
OFF = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "identity-credentials-get", "magnetometer", "microphone", "midi", "otp-credentials", "payment",
    "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb", "xr-spatial-tracking",
)  # fmt: skip
_PATH = re.compile(rf"{PLACE}([\w.=-]{{20,600}})/(.*)", re.DOTALL)
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_HEAD = re.compile(rb"<head(?:\s[^>]*)?>", re.IGNORECASE)
_BEFORE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype[^>]*>\s*)?(?:<html(?:\s[^>]*)?>)?", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, into which no ASCII may be put


class Packages:
    """The first of all middlewares: what it answers, nobody else sees."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        self.host = settings.CONTENT_URL.partition("://")[2].lower()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        mine = self._is_content_host(request) if self.host else request.path_info.startswith(PLACE)
        return _guarded(request, _answer(request)) if mine else self.get_response(request)

    def _is_content_host(self, request: HttpRequest) -> bool:
        try:
            return request.get_host().lower() == self.host
        except DisallowedHost:  # answered by whoever comes later, as on any server
            return False


def _answer(request: HttpRequest) -> HttpResponseBase:
    asked = _PATH.fullmatch(request.path_info)
    grant = read_token(asked[1], at=timezone.now()) if asked else None
    if asked is None or grant is None or request.headers.get("Service-Worker"):
        return HttpResponse(GONE, status=404, content_type=PLAIN)
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    if grant.kind == PackageKind.H5P and asked[2] == H5P_PAGE:
        return _h5p_page(grant, asked[1])
    found = _ours(grant, asked[2]) if asked[2].startswith(OURS) else _file(grant, asked[2])
    if found is None:
        return HttpResponse(GONE, status=404, content_type=PLAIN)
    return _sent(request, found, grant, asked[1])


def _file(grant: Grant, path: str) -> Path | None:
    """A file of the package, and of nothing else; its own folders are read by their files alone."""
    return _within(Path(settings.PACKAGES_ROOT) / grant.folder, path)


def _within(folder: Path, path: str) -> Path | None:
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") for part in parts):
        return None
    root = folder.resolve()
    found = root.joinpath(*parts)
    try:
        real = found.resolve()
        inside = real.is_relative_to(root) and real.is_file()
    except OSError:  # a name longer than any file's
        return None
    return real if inside else None


def _ours(grant: Grant, path: str) -> Path | None:
    """What is not the package's: our scripts for its kind, and the core of H5P for an H5P."""
    core = h5p_core() if grant.kind == PackageKind.H5P else None
    if core and path.startswith(H5P_CORE):
        return _within(core, path.removeprefix(H5P_CORE))
    name = path.removeprefix(OURS)
    known = (H5P_SCRIPT,) if core else SCRIPTS.get(grant.kind, ())
    return STATIC / name if name in known and (STATIC / name).is_file() else None


def _h5p_page(grant: Grant, token: str) -> HttpResponse:
    """The page of ours in which an H5P runs, made of the package's own lists of libraries."""
    if h5p_core() is None:
        return HttpResponse(NO_CORE, status=503, content_type=PLAIN)
    base = f"{PLACE}{token}/"
    try:
        page = page_of(
            Path(settings.PACKAGES_ROOT) / grant.folder,
            base=base, ours=base + OURS, core=base + H5P_CORE, shim=H5P_SCRIPT,
        )  # fmt: skip
    except PageFault:
        return HttpResponse(GONE, status=404, content_type=PLAIN)
    return HttpResponse(page, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"})


def _sent(request: HttpRequest, found: Path, grant: Grant, token: str) -> HttpResponseBase:
    kind = content_type(found.name)
    state = found.stat()
    mark = f'"{state.st_size:x}-{state.st_mtime_ns:x}"'
    if request.headers.get("If-None-Match") == mark:
        response: HttpResponseBase = HttpResponse(status=304)
    elif kind in HTML and state.st_size <= LARGEST_PAGE:
        response = HttpResponse(_with_scripts(found.read_bytes(), grant, token), content_type=kind)
    else:
        response = _part(request, found, state.st_size, kind) or _whole(found, kind)
        response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = f"private, max-age={KEPT}, immutable"
    return response


def _whole(found: Path, kind: str) -> FileResponse:
    response = FileResponse(found.open("rb"), content_type=kind)
    response.block_size = BLOCK
    return response


def _part(request: HttpRequest, found: Path, size: int, kind: str) -> HttpResponseBase | None:
    """The bytes that a player of films asks for; None where it asks for the whole file."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return None
    first, last = _span(asked[1], asked[2], size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    pieces = _pieces(found, first, last - first + 1)
    return StreamingHttpResponse(pieces, status=206, content_type=kind, headers=headers)


def _span(start: str, end: str, size: int) -> tuple[int, int]:
    if not start:
        return max(size - int(end), 0), size - 1
    first = int(start)
    last = int(end) if end else first + PIECE - 1
    return first, min(last, size - 1)


def _pieces(found: Path, first: int, length: int) -> Iterator[bytes]:
    with found.open("rb") as stream:
        stream.seek(first, os.SEEK_SET)
        while length > 0 and (piece := stream.read(min(BLOCK, length))):
            length -= len(piece)
            yield piece


def _with_scripts(page: bytes, grant: Grant, token: str) -> bytes:
    """A page of the package with our scripts before its own, as its standard promises it an interface."""
    names = [name for name in SCRIPTS.get(grant.kind, ()) if (STATIC / name).is_file()]
    if not names or page.startswith(_WIDE):
        return page
    tags = "".join(f'<script src="{PLACE}{token}/{OURS}{name}"></script>' for name in names).encode()
    head = _HEAD.search(page) or _BEFORE.match(page)
    at = head.end() if head else 0
    return page[:at] + tags + page[at:]


def _guarded(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The walls, on every answer alike: the missing file and the wrong method too."""
    asked = _PATH.fullmatch(request.path_info)
    here = f"{request.scheme}://{request.get_host()}{PLACE}{asked[1]}/" if asked else "'none'"
    walls = {
        "Content-Security-Policy": policy(here, request),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in OFF),
        # Its own pages are strangers to one another where they have no origin: fonts and data need this.
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Robots-Tag": "noindex",
        "Vary": "Sec-Fetch-Site",
    }
    for name, value in walls.items():
        response.headers[name] = value
    if settings.SECURE_HSTS_SECONDS and request.is_secure():
        response.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return response


def policy(here: str, request: HttpRequest) -> str:
    """What a package's page may load: its own files. It may send only to where its progress is kept."""
    main = settings.BASE_URL if settings.CONTENT_URL else f"{request.scheme}://{request.get_host()}"
    own = f"{here} data: blob:"
    rules = {
        "sandbox": sandbox(),
        "default-src": f"{own} 'unsafe-inline' 'unsafe-eval'",
        "connect-src": f"{own} {main}{MESSAGES}",
        "form-action": here,
        "base-uri": here,
    }
    # A frame within a package has an ancestor without an origin, which no list of addresses can name.
    if settings.CONTENT_URL or request.headers.get("Sec-Fetch-Site") != "cross-site":
        rules["frame-ancestors"] = f"{main} {settings.CONTENT_URL}".strip()
    return "; ".join(f"{name} {value}" for name, value in rules.items())
