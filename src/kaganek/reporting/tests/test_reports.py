"""The reports of the catalogue: who sees what, the same everywhere, and every number opens."""

from __future__ import annotations

import html
import re
from random import Random
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NAMES

from kaganek.communication.tests.test_questions import ask
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course
from kaganek.learning.tests.factories import make_progress
from kaganek.lib.names import sort_key
from kaganek.reporting.queries.definitions import report_definitions
from kaganek.reporting.tests.busy import fill
from kaganek.reporting.tests.reading_tables import body, from_csv, from_xlsx, on_paper, plain, screen
from kaganek.reporting.tests.world import NOW, day, learners, usual

KEYS = [key for key, _ in report_definitions]
PAST = [key for key, one in report_definitions if one.past]
SEEING = ("bogdan", "henryk", "janina", "celina", "dorota", "irena", "grazyna", "kazimierz", "daniel")
ANSWERING = ("dorota", "daniel", "filip", "grazyna")
READERS = ("bogdan", "celina", "dorota", "filip", "irena")


def keys_of(name: str) -> list[str]:
    """The reports that somebody may open."""
    return [key for key in KEYS if name in (ANSWERING if key == "pytania" else SEEING)]


def test_what_people_write_is_sorted_by_the_alphabet(client, cast) -> None:
    with seated(SYSTEM):
        fill(cast, Random(1))
        for title, course in zip(
            ("Zadanie", "Ścieżka", "sprawa", "Łąka"), Course.objects.order_by("pk"), strict=False
        ):
            Course.objects.filter(pk=course.pk).update(title=title)
    client.force_login(cast.account("dorota"))
    for way in ("asc", "desc"):
        head, rows, _ = from_csv(client, "/raporty/postep/", {"sort": f"szkolenie:{way}"})
        found = [row[head.index("Szkolenie")] for row in rows]
        assert {"Ścieżka", "Zadanie"} <= set(found)
        assert found == sorted(found, key=sort_key, reverse=way == "desc")


def test_groups_too_and_the_place_is_worked_out_for_each_group_alone(client, cast) -> None:
    """Grouping nine hundred thousand rows by what is made of a title would take seconds."""
    with seated(SYSTEM):
        fill(cast, Random(1))
        for title, course in zip(
            ("Zadanie", "Ścieżka", "sprawa", "Łąka"), Course.objects.order_by("pk"), strict=False
        ):
            Course.objects.filter(pk=course.pk).update(title=title)
    client.force_login(cast.account("dorota"))
    for way in ("asc", "desc"):
        asked = {"grupuj": "szkolenie", "sort": f"nazwa:{way}"}
        with CaptureQueriesContext(connection) as said:
            _, rows, _ = screen(client, "/raporty/postep/", asked)
        found = [row[0] for row in rows]
        assert len(found) == 3
        assert (
            found
            == sorted(found, key=sort_key, reverse=way == "desc")
            != sorted(found, reverse=way == "desc")
        )
    sql = [one["sql"] or "" for one in said]
    grouped = [one for one in sql if "translate(" in one and "GROUP BY" in one]
    assert grouped
    assert not any("translate(" in one.partition("GROUP BY")[2].partition("ORDER BY")[0] for one in grouped)


@pytest.mark.parametrize("name", NAMES)
def test_who_opens_the_catalogue_and_each_report(client, cast, name) -> None:
    with seated(SYSTEM):
        usual(cast)
    client.force_login(cast.account(name))
    inside = {key for key in KEYS if name in (ANSWERING if key == "pytania" else SEEING)}
    for key in KEYS:
        wanted = 200 if key in inside else 404 if name in (*SEEING, *ANSWERING) else 403
        for address in (f"/raporty/{key}/", *(f"/raporty/{key}.{fmt}" for fmt in ("csv", "xlsx", "pdf"))):
            response = client.get(address)
            assert (address, response.status_code) == (address, wanted)
            body(response)
    catalogue = client.get("/raporty/")
    assert catalogue.status_code == (200 if inside else 403)
    assert {key for key in KEYS if f'/raporty/{key}/"' in catalogue.content.decode()} == inside


@pytest.mark.rule("R-24")
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("abc", "Nie ma takiego dnia: „abc”. Pokazujemy stan na dziś."),
        ("2026-02-30", "Nie ma takiego dnia: „2026-02-30”. Pokazujemy stan na dziś."),
        ("2999-01-01", "Dzień 1\xa0stycznia 2999\xa0r. jeszcze nie nadszedł. Pokazujemy stan na dziś."),
        ("", ""),
        ("2026-01-01", ""),
        (f"{day(0)}", ""),
    ],
)
def test_a_day_that_cannot_be_shown_is_told_at_its_field(client, cast, asked, said) -> None:
    client.force_login(cast.account("dorota"))
    response = client.get("/raporty/postep/", {"na_dzien": asked})
    page = response.content.decode()
    assert response.status_code == 200
    found = re.search(r'role="alert" id="na-dzien-uwaga"><p>(.*?)</p>', page)
    assert (found[1] if found else "") == said
    assert ('aria-invalid="true" aria-describedby="na-dzien-uwaga"' in page) == bool(said)


@pytest.mark.parametrize(
    ("name", "place"),
    [("bogdan", "Urząd Gminy Zalesie"), ("dorota", "Sprawny urząd 2026"), ("irena", "Audytor")],
)
def test_a_report_says_of_when_and_whose_it_is(client, cast, name, place) -> None:
    """On the screen and on paper; what it is narrowed to is for paper alone, the screen has its filters."""
    client.force_login(cast.account(name))
    page = client.get("/raporty/postep/").content.decode()
    assert re.search(rf'<p class="soft">{place}\. Stan na [^<]+ \d{{4}}\sr\., godz\.\s\d+:\d\d\.</p>', page)
    assert "print-only" not in page
    narrowed = client.get("/raporty/postep/", {"q": "wro", "na_dzien": "2026-01-02"}).content.decode()
    assert f'<p class="soft">{place}. Stan na 2\xa0stycznia 2026\xa0r.</p>' in narrowed
    assert '<p class="print-only">Stan na dzień: 02.01.2026; Nazwisko: wro</p>' in narrowed


@pytest.mark.parametrize(("sent", "field"), [("zapisz", "zapis-name"), ("zaplanuj", "wysylka-name")])
def test_a_form_beside_a_long_list_names_its_faults_on_top(client, cast, sent, field) -> None:
    client.force_login(cast.account("dorota"))
    response = client.post(f"/raporty/postep/{sent}/", {})
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count('class="ds-error-summary"') == 1
    assert page.index(f'<a href="#id_{field}">') < page.index('<ul class="kg-stats">')


@pytest.mark.parametrize("key", KEYS)
def test_every_report_knows_past_days_or_has_a_period(key) -> None:
    """What is sent after a period must speak of it."""
    definition = report_definitions.get(key)
    assert definition.past or definition.period


def test_a_report_that_nobody_defined_is_absent(client, cast) -> None:
    client.force_login(cast.account("dorota"))
    for address in ("/raporty/nie-ma/", "/raporty/nie-ma.csv", "/raporty/postep.ods"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("key", KEYS)
def test_celina_never_meets_zalesie(client, cast, key) -> None:
    """Whatever the address asks for; Dorota meets it with the same addresses, so there was something to see."""
    with seated(SYSTEM):
        fill(cast, Random(5))
        usual(cast)
    asked = [
        {}, {"urzad": str(cast.zalesie.pk)}, {"grupuj": "urzad"}, {"q": "Wrona"},
        {"osoba": str(cast.person("anna").pk)}, {"projekt": str(cast.project.pk)}, {"wojewodztwo": "14"},
    ]  # fmt: skip
    met = {}
    for name in ("celina", "dorota"):
        client.force_login(cast.account(name))
        text = ""
        for params in asked:
            text += client.get(f"/raporty/{key}/", params).content.decode()
            text += body(client.get(f"/raporty/{key}.csv", params)).decode()
        met[name] = "Wrona, Anna" in text or "Zalesie" in text
    assert met == {"celina": False, "dorota": True}


@pytest.mark.rule("R-20")
@pytest.mark.turns(1)
@pytest.mark.parametrize("seed", range(8))
def test_screen_files_and_paper_say_the_same(client, cast, seed) -> None:
    """Random data, filters, groupings and orders: rows and totals of all forms are equal."""
    random = Random(seed)
    with seated(SYSTEM):
        fill(cast, random)
    compared = 0
    for name in READERS:
        client.force_login(cast.account(name))
        for key in keys_of(name):
            compared += _compare(client, key, _drawn(client, key, random))
    client.force_login(cast.account("dorota"))
    assert compared + sum(_compare(client, key, {}) for key in KEYS) > 20
    assert all(_compare(client, key, {"na_dzien": str(day(-9))}) for key in PAST)


def _compare(client, key: str, params: dict[str, str]) -> int:
    """Read a report in every form; returns how many rows it has."""
    address = f"/raporty/{key}/"
    written = from_csv(client, address, params)
    shown = screen(client, address, params)
    if not shown[1]:  # an empty list has neither heading nor foot on the screen, but its tiles
        shown = (written[0], [], _as_in_files(shown[2], written[2]))
    assert (params, written) == (params, shown)
    assert (params, from_xlsx(client, address, params)) == (params, shown)
    paper = body(client.get(f"/raporty/{key}.pdf", params))
    assert on_paper(paper, shown), params
    assert not on_paper(paper, (shown[0], [*shown[1], ["NIE MA"]], shown[2]))  # the paper is really read
    return len(shown[1])


def _as_in_files(tiles: list[list[str]], totals: list[list[str]]) -> list[list[str]]:
    return [["Razem", *(value for _, value in tiles)]] if totals[0][0] == "Razem" else tiles


def _drawn(client, key: str, random: Random) -> dict[str, str]:
    """Parameters that the page offers, some of them at once."""
    page = client.get(f"/raporty/{key}/").content.decode()
    offered = _links(page)
    first = dict(parse_qsl(urlsplit(random.choice(offered)).query)) if offered else {}
    selects = re.findall(r'<select[^>]*name="(\w+)">(.*?)</select>', page, re.DOTALL)
    for name, options in random.sample(selects, min(2, len(selects))):
        value = random.choice(re.findall(r'<option value="([^"]*)"', options))
        first = {**first, name: html.unescape(value)}
    if 'name="na_dzien"' in page and random.random() < 0.4:
        first["na_dzien"] = str(day(-random.randint(1, 60)))
    if random.random() < 0.3:
        first["q"] = random.choice(("osoba", "lis", "nie ma takiej"))
    return {key: value for key, value in first.items() if value and key != "page"}


def _links(page: str) -> list[str]:
    main = page[page.index("<main") :]
    found = re.findall(r'href="(/raporty/[a-z]+/\?[^"#]*)', main)
    return [html.unescape(one) for one in found]


@pytest.mark.rule("R-21")
@pytest.mark.turns(2)
@pytest.mark.parametrize("name", READERS)
def test_every_number_opens_to_the_rows_it_counts(client, cast, name) -> None:
    """A walk over every number of every report and grouping: the list behind has exactly so many rows."""
    with seated(SYSTEM):
        fill(cast, Random(11))
    client.force_login(cast.account(name))
    opened = 0
    for key in keys_of(name):
        page = client.get(f"/raporty/{key}/").content.decode()
        groupings = {href for href in _links(page) if "grupuj=" in href}
        past = [f"/raporty/{key}/?na_dzien={day(-9)}"] if key in PAST else []
        for address in (f"/raporty/{key}/", *past, *sorted(groupings)):
            opened += _open_numbers(client, address)
    assert opened > (3 if name == "filip" else 10)


def _open_numbers(client, address: str) -> int:
    text = client.get(address).content.decode()
    main = text[text.index("<main") :]
    numbers = re.findall(r'<a href="(/raporty/[a-z]+/[^"]*)">([\d\xa0,]+)</a>', main)
    for href, number in numbers:
        target, query = html.unescape(href).partition("#")[0].partition("?")[::2]
        head, rows, _ = screen(client, target, dict(parse_qsl(query)))
        behind = _behind(head, rows, number)
        assert (address, href, plain(number)) == (address, href, behind)
    return len(numbers)


def _behind(head: list[str], rows: list[list[str]], number: str) -> str:
    """What the rows behind a number add up to: their count, or the sum or mean of their hours or results."""
    if number_is(len(rows), number):
        return plain(number)
    for column, of in (("Godziny po 45 minut", sum), ("Wynik, %", _mean), ("Godziny", _mean)):
        if column in head:
            told = [row[head.index(column)] for row in rows if row[head.index(column)] != "–"]
            values = [float(one.replace(",", ".")) for one in told]
            if number_is(of(values), number):
                return plain(number)
    return f"{len(rows)} rows"


PAGES = {  # who opens the pages whose numbers lead to the catalogue, and at which addresses
    "dorota": ("/raporty/pulpit/", *(f"/raporty/projekt/?grupuj={by}" for by in ("urzad", "szkolenie", "wojewodztwo", "rodzaj")),
               "/raporty/projekt/?wojewodztwo=06", "/raporty/projekt/?q=zalesie", "/urzedy-w-opiece/"),
    "kazimierz": ("/raporty/pulpit/", "/raporty/pulpit/?projekt=SU-2026"),
    "bogdan": ("/raporty/urzad/", "/raporty/urzad/?q=nikt&stan=done"),
    "filip": ("/urzedy-w-opiece/",),
}  # fmt: skip
NUMBER = re.compile(
    r'<a href="([^"]*)">(?:<svg.*?</svg>)?\s*(?:<span class="kg-late">)?([\d\xa0]+)(?: os[^<]*)?(?:</span>)?</a>',
    re.DOTALL,
)


@pytest.mark.rule("R-21")
@pytest.mark.parametrize("name", PAGES)
def test_numbers_of_other_pages_open_to_the_rows_they_count(client, cast, name) -> None:
    """Dashboard, project, office and care: each linked number is that of the rows it opens; a course per course too."""
    with seated(SYSTEM):
        for seed in (3, 4):
            fill(cast, Random(seed))
        course, other = usual(cast)
        for office in ("zalesie", "borki"):  # somebody with the whole path, somebody with a half of it
            whole, half = (cast.enrolments[one.login] for one in learners(cast, office, 2))
            make_progress(whole, course, started_at=NOW, completed_at=NOW)
            make_progress(half, course, started_at=NOW, completed_at=NOW)
            make_progress(half, other)
    ask(cast)
    more = (f"/raporty/projekt/?szkolenie={course.pk}",) if name == "dorota" else ()
    client.force_login(cast.account(name))
    opened = []
    for address in (*PAGES[name], *more):
        text = client.get(address).content.decode()
        numbers = NUMBER.findall(text[text.index("<main") :])
        opened.append(len(numbers))
        for href, number in numbers:
            target, query = html.unescape(href).partition("#")[0].partition("?")[::2]
            behind = client.get(target or address.partition("?")[0], dict(parse_qsl(query))).context[
                "listing"
            ]
            assert (address, href, plain(number)) == (address, href, str(behind.total))
            assert behind.total > 25 or behind.total == len(behind.rows)
        assert name == "filip" or "stan=done" in text or "co=sciezka" in text or "szkolenie=" in text, address
    assert min(opened) >= (1 if name == "filip" else 2), opened


def test_a_number_leads_nowhere_for_who_may_not_open_the_rows(client, cast) -> None:
    """A consultant reads questions and no progress of people."""
    with seated(SYSTEM):
        usual(cast)
    ask(cast)
    client.force_login(cast.account("filip"))
    text = client.get("/urzedy-w-opiece/").content.decode()
    assert {href.partition("?")[0] for href, _ in NUMBER.findall(text)} == {"/raporty/pytania/"}


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def number_is(value: float, shown: str) -> bool:
    return abs(float(plain(shown).replace(",", ".")) - value) <= 0.051


def test_a_number_with_another_list_behind_it_would_be_noticed() -> None:
    assert _behind(["Osoba"], [["Lis"], ["Żak"]], "3") == "2 rows"
    assert _behind(["Osoba"], [["Lis"], ["Żak"]], "2") == "2"


@pytest.mark.parametrize("key", KEYS)
def test_a_page_asks_as_much_for_many_rows_as_for_few(client, cast, key) -> None:
    """Grouped or not, today or on a past day; on the first page of several there is one question more: how many rows."""
    client.force_login(cast.account("dorota"))
    forms = {"rows": {}, "groups": {"grupuj": "urzad"}, "past": {"na_dzien": str(day(-9))}}
    asked: dict[str, list[int]] = {form: [] for form in forms}
    for seed in (1, 2):
        with seated(SYSTEM):
            fill(cast, Random(seed))
        for form, params in forms.items():
            client.get(f"/raporty/{key}/", params)
            with CaptureQueriesContext(connection) as said:
                client.get(f"/raporty/{key}/", params)
            asked[form].append(len(said))
    assert asked["groups"][0] == asked["groups"][1]
    for form in ("rows", "past"):
        assert asked[form][1] - asked[form][0] in (0, 1)
        assert max(asked[form]) <= 17
