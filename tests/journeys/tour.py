"""The tour over every page that a link leads to, as each role of the demonstration: seen wide, on a phone, enlarged,
dark.

A role opens everything in its menu and one page of each kind that the links lead to (a few of the kinds whose pages
differ with what they hold). Every page answers, and the files of its list hold what it shows. What it looks like is
asked once for a kind of page in a kind of shell. All people go; an ordinary run draws a sixteenth of the looks by a seed
that KAGANEK_SEED repeats; with `--full` everything is looked at.

The tour stands in two files, so that two processes share it.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import Browser

from kaganek.lib.tests.course_samples import good as course_file
from kaganek.site.demo.courses import CONTENT
from tests.journeys.list_files import unlike
from tests.journeys.walking import HEIGHT, PHONE, UNLABELLED, WIDE, WIDER, Walk, faults, window

FULL = "KAGANEK_FULL" in os.environ
SHARE = 1 / 16  # of the looks, in an ordinary run
ENLARGED = 640  # what 1280 px become at 200 %
PAUSES = (1, 2, 4, 8, 15)  # s; a queue of letters is sent within them
LINK = re.compile(r'<a\b[^>]*\shref="([^"#][^"]*)"')
# colours change in the frame after the scheme does, some of them by an animation; one that another replaces is
# cancelled, and its promise then breaks
SETTLED = """async () => {
    for (let turn = 0; turn < 5; turn += 1) {
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        const moving = document.getAnimations();
        if (!moving.length) break;
        await Promise.all(moving.map(one => one.finished.catch(() => {})));
    }
    return true;
}"""
EDITORS = ("wagtail", "bank_question_chooser")  # pages within the editor's own; test_editor.py looks at them
OF_OTHER_ROLE = "Otwórz jako"  # the page offers the person's role that opens it
OFFICE = ("bogdan", "celina", "henryk", "janina")
# Pages that no link leads to: a deed's form, letter or file leads there, and the walks go that way.
WITHOUT_LINK = {
    "learning:attempt", "learning:calendar", "learning:finish", "learning:import_path", "learning:import_preview", "people:activate", "people:reset",
    "people:register_draft", "people:register_state", "core:job", "core:style_guide", "site:mails", "portal:offer_asked",
    "portal:article_en", "questionnaires:agreement", "questionnaires:erase", "questionnaires:form_drop", "questionnaires:preview_section",
    "questionnaires:publish", "questionnaires:response", "questionnaires:sent", "reporting:result", "reporting:schedule_log",
}  # fmt: skip
# What only strangers and the people of offices meet; everything else is met by those of the project.
OF_OFFICES = {
    "communication:ask", "communication:faq", "communication:questions",
    "documents:bundle", "documents:check", "documents:checked", "documents:transcript", "home",
    "learning:course", "learning:deadlines", "learning:feed", "learning:give_choose", "learning:home", "learning:lesson",
    "learning:lesson_gate", "learning:notes", "learning:own_course", "learning:own_courses",
    "learning:own_path", "learning:readers_move",
    "learning:play", "learning:quiz", "learning:search", "learning:task", "learning:task_receipt",
    "learning:tasks", "people:activate_code", "people:own_office", "people:reset_request", "people:sign_in",
    "portal:article", "portal:news", "portal:report", "portal:reports", "portal:calendar", "portal:library",
    "portal:material", "portal:offer", "portal:offers", "portal:office", "portal:office_article", "portal:office_article_en",
    "portal:own_article", "portal:own_article_add", "portal:own_articles", "portal:search",
}  # fmt: skip
FILES = (
    "export", "file", "_pdf", "faults", "documents:badge", "_download", "template_preview", "learning:package_answers",
    "portal:report_indicators", "_columns", "report_json", "portal:report_sets",
    "chat_lines", "chat_ticket", "post_picture", "portal:download", "portal:calendar_feed", "portal:rss", "portal:sitemap", "portal:robots",
    "documents:badge_issuer", "documents:badge_key", "documents:badge_keys", "documents:badge_status",
)  # fmt: skip
# Pages that forms lead to: a search, a list of the editor's, what a deed answers with.
BESIDE: Mapping[str, Sequence[str]] = {
    "anna": ["/nauka/szukaj/?q=pismo"],
    "dorota": ["/forum/szukaj/?q=kartka"],
    "ewa": ["/nauka/redakcja/testy/1/usterki/"],
}
AFTER = {"learning:task": "potwierdzenie/1/"}
SEVERAL = {"communication:topic": 8, "learning:course": 8, "learning:lesson": 8, "learning:bank_question": 12, "learning:editions": 8, "learning:course_work": 8,
    "learning:edition_new": 8, "learning:task": 4, "learning:work": 6, "learning:package": 3, "learning:paths": 3}  # fmt: skip


@dataclass
class Sight:
    """What the whole tour has seen so far and what was wrong."""

    sample: Callable[[str], bool]
    looked: set[tuple[str, str]] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


@cache
def kind_of(href: str) -> str:
    """The name of the page an address leads to; "" for files, other hosts and the editor's own pages."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return ""
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return ""
    return "" if name.endswith(FILES) or name.startswith(EDITORS) else name


def take(chrome: Browser, url: str, logins: Sequence[str]) -> Sight:
    """The tour as these logins ("" is a stranger)."""
    seed = os.environ["KAGANEK_SEED"]
    print(f"KAGANEK_SEED={seed}")  # shown with a failure
    sight = Sight(lambda name: FULL or random.Random(f"{seed} {name}").random() < SHARE)
    for login in logins:
        with window(chrome, url) as walk:
            starts = ["/", *BESIDE.get(login, ())]
            if login:
                walk.sign_in(login)
                starts += [deed(walk) for deed in DEEDS.get(login, ())]
            tour(walk, sight, login, starts)
    return sight


def unmet(sight: Sight, *, offices: bool) -> list[str]:
    """Kinds of pages that these people should have met and did not."""
    expected = OF_OFFICES if offices else get_kinds() - OF_OFFICES - WITHOUT_LINK
    return sorted(expected - sight.kinds)


def ask_for_certificates(walk: Walk) -> str:
    """The page of a bundle of certificates that the worker has made."""
    walk.to("/certyfikaty/?q=wrona")
    walk.press("Pobierz wszystkie (ZIP)")
    return after_job(walk, "/certyfikaty/paczki/")


def read_questions(walk: Walk) -> str:
    """The report on a file of questions that the worker has read."""
    walk.to("/bank-pytan/z-pliku/")
    walk.page.get_by_label("Plik z pytaniami").set_input_files(CONTENT / "bank-zalesie.gift")
    walk.press("Wczytaj i sprawdź")
    return after_job(walk, "/bank-pytan/z-pliku/")


def read_course(walk: Walk) -> str:
    """What would come of a course file that the worker has judged."""
    walk.to("/nauka/redakcja/z-pliku/")
    file = {"name": "obieg.kurs.zip", "mimeType": "application/zip", "buffer": course_file()}
    walk.page.get_by_label("Plik szkolenia").set_input_files(file)
    walk.press("Wczytaj i sprawdź")
    return after_job(walk, "/nauka/redakcja/z-pliku/")


def after_job(walk: Walk, where: str) -> str:
    """Where the job leads whose page is open."""
    found = walk.page.locator(f".kg-job a[href^='{where}']")
    found.wait_for()
    return found.get_attribute("href") or ""


DEEDS: Mapping[str, Sequence[Callable[[Walk], str]]] = {
    "bogdan": [ask_for_certificates],
    "ewa": [read_questions, read_course],
}


def tour(walk: Walk, sight: Sight, login: str, starts: Sequence[str]) -> None:
    """From the starts on: a page of each kind that the links lead to."""
    who = "" if not login else "own" if login == "anna" else "office" if login in OFFICE else "project"
    waiting = deque(starts)
    met: Counter[str] = Counter(home=1)
    asked = set(starts)
    while waiting:
        address = waiting.popleft()
        answer = walk.context.request.get(address)
        if answer.status == 403 and OF_OTHER_ROLE in answer.text():
            continue
        if answer.status != 200:
            sight.wrong.append(f"{login or 'anybody'}: {answer.status} at {address}")
            continue
        kind = kind_of(urlsplit(answer.url).path)
        sight.kinds.add(kind)
        if (kind, who) not in sight.looked and sight.sample(f"{kind} {who}"):
            sight.wrong += [f"{login or 'anybody'} at {address}: {fault}" for fault in looked(walk, address)]
        if (kind, who) not in sight.looked:
            sight.wrong += [f"{login or 'anybody'}: {fault}" for fault in filed(walk, address, answer.text())]
        sight.looked.add((kind, who))
        links = [unescape(href) for href in LINK.findall(answer.text())]
        beside = [urljoin(address, AFTER[kind])] if kind in AFTER and "potwierdzenie" in answer.text() else []
        for href in (*links, *beside):
            kind = kind_of(href)
            if kind and met[kind] < SEVERAL.get(kind, 1) and href not in asked:
                met[kind] += 1
                asked.add(href)
                waiting.append(href)


def filed(walk: Walk, address: str, page: str) -> list[str]:
    """How the files of a page's list differ from it; asked again until the worker no longer writes to it."""

    def fetch(href: str) -> bytes:
        return walk.context.request.get(urljoin(address, href)).body()

    found = unlike(page, fetch)
    for pause in PAUSES:
        if not found:
            break
        walk.page.wait_for_timeout(pause * 1000)
        found = unlike(fetch(address).decode(errors="replace"), fetch)
    return found


def looked(walk: Walk, address: str) -> list[str]:
    walk.to(address)
    return look(walk)


def look(walk: Walk) -> list[str]:
    """What is wrong with the page: wide, enlarged, on a phone; in the dark of its colours alone."""
    page = walk.page
    checks: list[tuple[str, Any]] = [
        ("one h1", [] if page.locator("h1").count() == 1 else ["not one"]),
        ("labels", page.evaluate(UNLABELLED)),
        ("axe", faults(page)),
    ]
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)
    checks.append(("axe in the dark", faults(page, ["color-contrast"])))
    page.emulate_media(color_scheme="light")
    page.evaluate(SETTLED)
    checks.append((f"sideways at {ENLARGED}", at_width(walk, ENLARGED)))
    checks.append((f"sideways at {PHONE}", at_width(walk, PHONE)))
    checks.append(("axe on a phone", faults(page)))
    checks.append((f"sideways at {WIDE}", at_width(walk, WIDE)))
    checks.append(("said", list(walk.complaints)))
    walk.complaints.clear()
    return [f"{name}: {found}" for name, found in checks if found]


def at_width(walk: Walk, width: int) -> Any:
    walk.page.set_viewport_size({"width": width, "height": HEIGHT})
    return walk.page.evaluate(WIDER)


def get_kinds() -> set[str]:
    """Names of all pages that answer to GET with a page, by the address table."""
    return {kind for kind in _named(get_resolver(), "") if not kind.endswith(FILES)}


def _named(resolver: Any, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            below = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            if not below.startswith(EDITORS):
                yield from _named(entry, below)
        elif entry.name and not entry.name.startswith(EDITORS) and _answers_get(entry.callback):
            yield f"{prefix}{entry.name}"


def _answers_get(view: Any) -> bool:
    """What Django's own decorators of the view were told."""
    while view is not None:
        for cell in view.__closure__ or ():
            if isinstance(cell.cell_contents, list) and "POST" in cell.cell_contents:
                return "GET" in cell.cell_contents
        view = getattr(view, "__wrapped__", None)
    return True
