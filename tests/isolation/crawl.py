"""Walking the whole site as one role and listening for words of others.

Two walks make a crawl: every link and every form by GET from the first page on, and every address
pattern with ids that belong to others. Whatever comes back (pages, tables, PDFs, spreadsheets) is
read as text; a canary outside the role's own is a leak.
"""

from __future__ import annotations

import io
import logging
import random
import re
import zipfile
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import Model, UUIDField
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pdfminer.high_level import extract_text

from kaganek.core.access import matrix
from kaganek.core.rls import seated_models
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseEdition, LearningPath, Lesson, Quiz
from kaganek.people.models import Office
from kaganek.reporting.queries.definitions import report_definitions
from tests.isolation.country import Viewer

CANARY = re.compile(r"KANAREK-[A-Z0-9]+-[0-9a-f]{8}", re.IGNORECASE)
LINK = re.compile(r"""(?:href|src|action|hx-get)="([^"#][^"]*)\"""")
LEAVES = ("/wyloguj/", "/static/", "/redakcja/")  # ends the session, public files, walked apart
SEARCHES = (
    "q=KANAREK",
    "szukaj=KANAREK",
    "sort=-pk",
    "page=2",
)
FORMATS = ("fmt", "format")
ALIKE = 3  # refusals that no id can change, after which a pattern is asked no more
PAIRS = 250  # of ids that stand in one address
PARTS = 40  # of the rows of a table, each met by an id
NUMBERS = re.compile(r"[0-9a-f-]*\d[0-9a-f-]*")


def amount(*, full: bool) -> dict[str, Any]:
    """How much each role crawls: everything, or a sample."""
    return {"links": 2500, "addresses": None} if full else {"links": 80, "addresses": 60}


@dataclass
class Findings:
    """What one crawl saw."""

    role: str
    responses: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)  # people met by name whom the role must not know
    faults: list[str] = field(default_factory=list)
    own_words: int = 0  # own canaries met: a crawl that met none looked at nothing


def text_of(response: object) -> str:
    """Everything a reader of this answer could read."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        return extract_text(io.BytesIO(body))
    if "spreadsheet" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    if kind.startswith(("image/", "font/", "video/")):
        return ""
    return body.decode("utf-8", "replace") + " ".join(f"{k}: {v}" for k, v in response.headers.items())


class Crawl:
    """One role's walk.

    links       pages opened by following links, at most: orders and filters of lists are without end.
    addresses   address patterns with ids tried, at most; None for all. Which of them, is drawn by `seed`.
    """

    def __init__(self, viewer: Viewer, *, links: int, addresses: int | None, seed: int = 1) -> None:
        self.viewer = viewer
        self.links = links
        self.addresses = addresses
        self.random = random.Random(seed)
        self.client = Client(raise_request_exception=False)
        if viewer.account:
            self.client.force_login(viewer.account)
        self.found = Findings(viewer.role)
        self.status = 0  # of the last answer
        self.allowed = {word.lower() for word in viewer.allowed}

    def run(self) -> Findings:
        logging.disable(logging.WARNING)  # a line for each refusal, kept with its request until the test ends
        try:
            self.follow_links()
            self.try_addresses()
        finally:
            logging.disable(logging.NOTSET)
        return self.found

    def follow_links(self) -> None:
        """Pages of a kind not met yet come first: one list in all its orders would fill a sample."""
        new, more, known, kinds = deque(["/"]), deque[str](), {"/"}, {"/"}
        while (new or more) and self.found.responses < self.links:
            for link in self.open((new or more).popleft()):
                if link in known or link.startswith(LEAVES):
                    continue
                known.add(link)
                kind = NUMBERS.sub("#", link.partition("?")[0])
                (more if kind in kinds else new).append(link)
                kinds.add(kind)

    def try_addresses(self) -> None:
        """Every pattern with ids of others, by GET and by POST; POSTs carry no form, so an honest deed refuses."""
        wanted = list(addresses())
        self.random.shuffle(wanted)
        told: dict[tuple[URLPattern, str], list[int]] = defaultdict(list)
        for pattern, address in wanted[: self.addresses]:
            for method in ("get", "post"):
                if self._worth_asking(pattern, told[pattern, method]):
                    self.open(address, method=method)
                    told[pattern, method].append(self.status)

    def _worth_asking(self, pattern: URLPattern, told: list[int]) -> bool:
        """Whether other ids may get another answer: not where the method or the role's cell of the access table
        refuses, which is told before any id is read."""
        final = {405} if self._let_in(pattern) else {405, 403, 302}
        return len(told) < ALIKE or not final.issuperset(told)

    def _let_in(self, pattern: URLPattern) -> bool:
        cell = getattr(pattern.callback, "access", "public")
        return cell == "public" or self.viewer.seat.role in matrix().get(cell[::-1], ())

    def open(self, address: str, *, method: str = "get") -> list[str]:
        """The links of what this address answers. A POST is taken back: what one role did is not met by the next."""
        if method == "get":
            return self._opened(address, method)
        cookies = self.client.cookies.copy()
        with transaction.atomic():
            links = self._opened(address, method)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return links

    def _opened(self, address: str, method: str) -> list[str]:
        response = getattr(self.client, method)(address)
        self.status = response.status_code
        self.found.responses += 1
        self.found.statuses[response.status_code] = self.found.statuses.get(response.status_code, 0) + 1
        if response.status_code >= 500:
            self.found.faults.append(f"{method.upper()} {address} answers {response.status_code}")
        text = text_of(response)
        self._listen(f"{method.upper()} {address}", text)
        here = response.headers.get("Location")
        links = LINK.findall(text) if "html" in response.headers.get("Content-Type", "") else []
        return [
            one
            for one in (self._inside(address, link) for link in [*links, *([here] if here else [])])
            if one
        ]

    def _listen(self, where: str, text: str) -> None:
        for word in {word.lower() for word in CANARY.findall(text)}:
            if word in self.allowed:
                self.found.own_words += 1
            else:
                self.found.leaks.append(f"{where}: {word}")
        lower = text.lower()
        self.found.strangers += [f"{where}: {one}" for one in self.viewer.strangers if one in lower]

    @staticmethod
    def _inside(address: str, link: str) -> str | None:
        target = urlsplit(urldefrag(urljoin(f"http://testserver{address}", link.replace("&amp;", "&")))[0])
        if target.netloc != "testserver" or target.scheme != "http":
            return None
        return target.path + (f"?{target.query}" if target.query else "")


def patterns(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every address pattern of ours as Django writes it, with its view."""
    for item in (resolver or get_resolver()).url_patterns:
        where = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            if not where.startswith(("/redakcja/", "/static/")):
                yield from patterns(item, where)
        elif isinstance(item, URLPattern):
            yield _plain(where), item


def _plain(where: str) -> str:
    """A pattern written as a regular expression, in the way the others are."""
    if "^" not in where:
        return where
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", where.replace("^", "").replace("$", ""))
    return named.replace("\\.", ".")


def addresses() -> Iterator[tuple[URLPattern, str]]:
    """Every pattern with each address it becomes, filled with every id of d33 that could mean something to it."""
    for where, pattern in patterns():
        if where.startswith(LEAVES):
            continue
        holes = re.findall(r"<(?:(\w+):)?(\w+)>", where)
        for combination in _some(list(product(*(values(kind, name) for kind, name in holes)))):
            address = where
            for value in combination:
                address = re.sub(r"<(?:\w+:)?\w+>", str(value), address, count=1)
            yield pattern, address
            if all(name in FORMATS for _, name in holes):
                yield from ((pattern, f"{address}?{asked}") for asked in searches())


def searches() -> list[str]:
    """What a list or a report may be asked for, ids of others and codes of other projects among it."""
    some = [str(one) for one in _ids()[::24]]
    codes = [f"projekt=R{number:02d}" for number in (1, 2, 7, 16)]
    return [*SEARCHES, *codes, *(f"{name}={one}" for name in ("urzad", "office", "project") for one in some)]


def values(kind: str, name: str) -> Iterable[object]:
    """Ids of every table of ours, or the words that fit a slug, a code or a format."""
    if name in FORMATS:
        return ("csv", "xlsx", "pdf")
    if kind == "int":
        return _ids(name)
    if kind == "uuid":
        return ("00000000-0000-0000-0000-000000000000", *_drawn())
    if name == "key":
        return [key for key, _ in report_definitions]
    # no real certificate code: whoever holds one may read that certificate, and nobody can guess one
    return ("R01", "R02", "PR0BA9999999", "nie-ma")


def _some(combinations: list[Any]) -> list[Any]:
    """All, or so many where two ids stand in one address: each id of either kind then comes a few times."""
    return combinations if len(combinations) <= PAIRS else random.Random(1).sample(combinations, PAIRS)


@cache
def _drawn() -> list[UUID]:
    """Every drawn key of a seated table."""
    with seated(SYSTEM):
        return [
            key
            for model in seated_models()
            if isinstance(model._meta.pk, UUIDField)
            for key in model._base_manager.values_list("pk", flat=True)
        ]


@cache
def _ids(name: str = "") -> list[int]:
    """Ids that meet each of forty equal parts of the rows of tables, own and foreign ones alike.

    name    of a hole: the tables called so ("question_id": every table of questions), and a quarter of the ids of
            all others; without one, or where none is called so, all tables. They count from one each, so that one
            id meets a part of many.
    """
    called = name.removesuffix("_id").replace("_", "")
    named = [model for model in _numbered() if name and model._meta.model_name.endswith(called)]
    if not named:
        return _meeting(_numbered())
    return sorted({*_meeting(named), *_ids()[::4]})


def _meeting(models: Sequence[type[Model]]) -> list[int]:
    chosen: set[int] = set()
    for part in sorted(_parts(models), key=max):
        if chosen.isdisjoint(part):
            chosen.add(max(part))
    return sorted(chosen)


def _parts(models: Sequence[type[Model]]) -> Iterator[list[int]]:
    with seated(SYSTEM):
        for model in models:
            keys = sorted(model._base_manager.values_list("pk", flat=True))
            size = max(1, len(keys) // PARTS)
            yield from (keys[at : at + size] for at in range(0, len(keys), size))


def _numbered() -> list[type[Model]]:
    seated_ones = [model for model in seated_models() if not isinstance(model._meta.pk, UUIDField)]
    return [*seated_ones, Office, Course, CourseEdition, Lesson, Quiz, LearningPath]
