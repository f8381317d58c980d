import csv as csv_module
import io
import re
from dataclasses import replace

import openpyxl
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import F
from django.db.models.functions import Length
from django.http import Http404, QueryDict
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from kaganek.core.dbroles import DbRole
from kaganek.core.lists import Column, Filter, ListSpec, checkbox, export_response, whole_numbers
from kaganek.core.parts import Bulk
from kaganek.core.prepared import prepared
from kaganek.core.seats import ANONYMOUS, SYSTEM
from kaganek.lib import exports
from kaganek.lib.polish import NBSP

pytestmark = pytest.mark.usefixtures("world")

SPEC = ListSpec(
    name="Tabele",
    found=("tabelę", "tabele", "tabel"),
    default_sort="nazwa:asc",
    page_size=5,
    columns=[
        checkbox("t", lambda row: row.pk, lambda row: row.model),
        Column(key="nazwa", label="Nazwa", value=lambda row: row.model, head=True, sort=("model",)),
        Column(key="dzial", label="Dział", value=lambda row: row.app_label, sort=("-app_label", "model")),
        Column(key="dlugosc", label="Litery", value=lambda row: len(row.model), css="n", sort=(Length("model"), "model")),
        Column(key="tylko-plik", label="Klucz", value=lambda row: row.app_label + row.model, screen=False),
    ],
    filters=[
        Filter(key="q", label="Szukaj", apply=lambda rows, text: rows.filter(model__icontains=text)),
        Filter(
            key="dzial",
            label="Dział",
            apply=lambda rows, app: rows.filter(app_label=app),
            choices=lambda: [("auth", "Uprawnienia"), ("wagtailcore", "Treści")],
        ),
    ],
    keep=("projekt",),
)  # fmt: skip


def read(query=""):
    return SPEC.read(ContentType.objects.all(), QueryDict(query))


def names(listing):
    return [row.model for row in listing.rows]


def in_order(*terms):
    return [row.model for row in ContentType.objects.order_by(*terms, "pk")]


def test_first_page_in_the_order_of_the_spec():
    listing = read()

    assert names(listing) == in_order("model")[:5]
    assert listing.total == ContentType.objects.count()
    assert listing.page.text == f"Tabele 1–5 z{NBSP}{listing.total}"
    assert listing.page.previous_href == ""
    assert listing.page.next_href == "?page=2"


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("sort=nazwa:desc", ("-model",)),
        ("sort=dzial", ("-app_label", "model")),
        ("sort=dzial:desc", ("app_label", "-model")),
        ("sort=dlugosc:desc", (Length("model").desc(), "-model")),
    ],
)
def test_asked_order(query, terms):
    assert names(read(query)) == in_order(*terms)[:5]


def test_an_expression_with_its_own_direction_turns_round():
    column = Column(key="k", label="K", value=lambda row: row.model, sort=(F("model").desc(),))
    spec = ListSpec(name="T", found=("t", "t", "t"), default_sort="k:asc", columns=[column], page_size=5)

    assert names(spec.read(ContentType.objects.all(), QueryDict("sort=k:desc"))) == in_order("model")[:5]
    assert names(spec.read(ContentType.objects.all(), QueryDict(""))) == in_order("-model")[:5]


@pytest.mark.parametrize("ways", [("asc", "desc", "asc"), ("desc", "asc", "desc")])
def test_prepared_rows_turn_round_as_often_as_asked(ways):
    column = Column(key="k", label="K", value=lambda row: row.model, sort=(F("model").asc(nulls_last=True),))
    spec = ListSpec(name="T", found=("t", "t", "t"), default_sort="k:asc", columns=[column], page_size=5)
    rows = prepared(lambda: ContentType.objects.all()).bound()

    found = [names(spec.read(rows, QueryDict(f"sort=k:{way}"))) for way in ways]

    orders = {"asc": in_order("model")[:5], "desc": in_order("-model")[:5]}
    assert found == [orders[way] for way in ways]


@pytest.mark.parametrize(
    "query",
    ["sort=nie-ma", "sort=nazwa:w-bok", "sort=tylko-plik:asc", "sort=%00", "dzial=nie-ma", "dzial=%27;--", "page=0",
     "page=-1", "page=x", "page=²", "page=99999999999999999999", "q=%00", "q=++", "inne=1"],
)  # fmt: skip
def test_nonsense_falls_back_to_the_whole_list(query):
    listing = read(query)

    assert (names(listing), listing.sort, listing.number) == (in_order("model")[:5], "nazwa:asc", 1)
    assert listing.active_filters == []


def test_a_page_past_the_end_is_the_last_page():
    listing = read("page=999")

    assert listing.number == listing.pages == -(-listing.total // 5)
    assert names(listing) == in_order("model")[(listing.pages - 1) * 5 :]
    assert listing.page.next_href == ""


@pytest.mark.parametrize("kind", ["queryset", "prepared"])
@pytest.mark.parametrize(
    ("query", "number", "span"), [("", 1, "1–5"), ("page=3", 3, "11–12"), ("page=4", 3, "11–12")]
)
def test_a_list_that_is_not_longer_than_its_bound_says_how_long_it_is(kind, query, number, span):
    twelve = [row.pk for row in ContentType.objects.order_by("pk")[:12]]
    listing = replace(SPEC, most=12).read(few(kind, twelve), QueryDict(query))

    assert (listing.number, listing.pages, listing.total, listing.beyond) == (number, 3, 12, False)
    assert listing.page.text == f"Tabele {span} z{NBSP}12"
    assert (listing.found, listing.total_text) == (f"Znaleziono 12{NBSP}tabel.", "12")


@pytest.mark.parametrize("kind", ["queryset", "prepared"])
@pytest.mark.parametrize(
    ("query", "number", "span"), [("", 1, "1–5"), ("page=2", 2, "6–10"), ("page=3", 2, "6–10")]
)
def test_a_list_longer_than_its_bound_is_paged_through_up_to_it(kind, query, number, span):
    twelve = [row.pk for row in ContentType.objects.order_by("pk")[:12]]
    spec = replace(SPEC, most=10)
    listing = spec.read(few(kind, twelve), QueryDict(query))

    assert (listing.number, listing.pages, listing.total, listing.beyond) == (number, 2, 10, True)
    assert listing.page.text == f"Tabele {span} z{NBSP}ponad{NBSP}10"
    assert (listing.found, listing.total_text) == (f"Znaleziono ponad{NBSP}10{NBSP}tabel.", f"ponad{NBSP}10")
    assert len(list(spec.export(ContentType.objects.filter(pk__in=twelve), QueryDict(query)))) == 12


def few(kind, ids):
    rows = ContentType.objects.filter(pk__in=ids)
    return (
        rows
        if kind == "queryset"
        else prepared(lambda ids: ContentType.objects.filter(pk__in=ids)).bound(ids=tuple(ids))
    )


@pytest.mark.parametrize("kind", ["queryset", "prepared"])
@pytest.mark.parametrize(("rows", "statements"), [(0, 1), (1, 1), (5, 1), (6, 2), (12, 2)])
def test_only_a_list_of_more_than_a_page_is_counted(kind, rows, statements, django_assert_num_queries):
    ids = [row.pk for row in ContentType.objects.order_by("pk")[:rows]]

    with django_assert_num_queries(statements):
        listing = SPEC.read(few(kind, ids or [0]), QueryDict(""))

    assert (listing.total, len(listing.rows)) == (rows, min(rows, 5))


def test_counting_stops_at_the_bound():
    with CaptureQueriesContext(connection) as said:
        replace(SPEC, most=10).read(ContentType.objects.all(), QueryDict(""))

    counting = [query["sql"] for query in said.captured_queries if "COUNT(*)" in query["sql"]]
    assert len(counting) == 1
    assert "LIMIT 11)" in counting[0]


def test_filters_narrow_and_can_be_taken_off_one_by_one():
    listing = read("dzial=auth&q=PERM&sort=nazwa:desc&projekt=7&page=3")

    assert names(listing) == ["permission"]
    assert listing.found == f"Znaleziono 1{NBSP}tabelę."
    assert [(chip.label, chip.value, chip.href) for chip in listing.active_filters] == [
        ("Szukaj", "PERM", "?projekt=7&dzial=auth&sort=nazwa%3Adesc"),
        ("Dział", "Uprawnienia", "?projekt=7&q=PERM&sort=nazwa%3Adesc"),
    ]
    assert listing.clear_href == "?projekt=7"
    assert listing.querystring == "projekt=7&q=PERM&dzial=auth&sort=nazwa%3Adesc"
    assert listing.kept_for_sort == [("projekt", "7"), ("q", "PERM"), ("dzial", "auth")]
    assert listing.kept_for_filters == [("projekt", "7"), ("sort", "nazwa:desc")]


def test_links_keep_filters_and_order():
    listing = read("dzial=wagtailcore&sort=nazwa:desc&page=2")
    head = {column["label"]: column for column in listing.table["columns"]}

    assert listing.page.previous_href == "?dzial=wagtailcore&sort=nazwa%3Adesc"
    assert listing.page.next_href == "?dzial=wagtailcore&sort=nazwa%3Adesc&page=3"
    assert (head["Nazwa"]["aria_sort"], head["Nazwa"]["href"]) == (
        "descending",
        "?dzial=wagtailcore&sort=nazwa%3Aasc",
    )
    assert (head["Litery"]["aria_sort"], head["Litery"]["href"]) == (
        "none",
        "?dzial=wagtailcore&sort=dlugosc%3Aasc",
    )


@pytest.mark.parametrize(
    ("page", "numbers"),
    [(1, [1, 2, 0, 9]), (3, [1, 2, 3, 4, 0, 9]), (5, [1, 0, 4, 5, 6, 0, 9]), (9, [1, 0, 8, 9])],
)
def test_long_lists_show_the_near_pages(page, numbers):
    rows = ContentType.objects.filter(pk__in=ContentType.objects.values_list("pk", flat=True)[:41])
    listing = SPEC.read(rows, QueryDict(f"page={page}"))

    assert [link.number for link in listing.page.links] == numbers
    assert [link.number for link in listing.page.links if link.current] == [page]


@pytest.mark.parametrize(
    "query", ["", "sort=dlugosc:desc", "dzial=wagtailcore&q=page&sort=dzial", "q=nic-takiego", "page=2"]
)
def test_the_file_is_the_screen_of_all_pages(query):
    exported = list(SPEC.export(ContentType.objects.all(), QueryDict(query)))

    screen, number = [], 1
    unpaged = re.sub("page=2", "", query)
    while True:
        listing = read(f"{unpaged}&page={number}")
        screen += listing.rows
        if number >= listing.pages:
            break
        number += 1
    assert [column.file_label for column in SPEC.export_columns] == ["Nazwa", "Dział", "Litery", "Klucz"]
    assert exported == [[r.model, r.app_label, len(r.model), r.app_label + r.model] for r in screen]


def test_equal_keys_never_jump_between_pages():
    spec = ListSpec(
        name="T", found=("t", "t", "t"), default_sort="k:asc", page_size=5,
        columns=[Column(key="k", label="K", value=lambda row: 1, sort=("app_label",))],
    )  # fmt: skip
    seen, number = [], 1
    while True:
        listing = spec.read(ContentType.objects.all(), QueryDict(f"page={number}"))
        seen += [row.pk for row in listing.rows]
        if number == listing.pages:
            break
        number += 1

    assert sorted(seen) == sorted(ContentType.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow_with_rows(size, django_assert_num_queries):
    rows = ContentType.objects.filter(pk__in=list(ContentType.objects.values_list("pk", flat=True)[:size]))

    with django_assert_num_queries(1):
        html = render_to_string("ui/list.html", {"listing": SPEC.read(rows, QueryDict(""))})

    assert html.count('<tr role="row">') == size + 1


def test_an_empty_filter_result_offers_a_way_back(django_assert_num_queries):
    with django_assert_num_queries(1):
        listing = read("q=nic-takiego")
    html = render_to_string("ui/list.html", {"listing": listing})

    assert f"Znaleziono 0{NBSP}tabel." in html
    assert '<a class="ds-button" href="?">' in html
    assert "<table" not in html


def test_page_shows_every_part_of_the_list():
    listing = read("dzial=auth")
    listing.bulk = Bulk(
        action="/wyslij/", label="Wyślij", hint="Zaznacz tabele", forms=("tabelę", "tabele", "tabel")
    )
    listing.totals("Razem, 2 tabele", {"dlugosc": "15"})
    html = render_to_string("ui/list.html", {"listing": listing})

    assert '<form method="post" action="/wyslij/" data-bulk>' in html
    assert 'aria-label="Zaznacz: group" data-bulk-row' in html
    assert 'data-one="tabelę" data-few="tabele" data-many="tabel"' in html
    assert '<option value="auth" selected>Uprawnienia</option>' in html
    assert '<th role="rowheader" scope="row">Razem, 2 tabele</th>' in html
    assert '<td role="cell" class="n" data-label="Litery"><div class="kg-v">15</div></td>' in html
    assert "Klucz" not in html
    assert "Strony listy" not in html  # two rows need no pages


def test_texts_of_people_are_escaped():
    column = Column(key="k", label="<b>", value=lambda row: "<script>", sort=("pk",))
    box = checkbox("t", lambda row: '"><script>', lambda row: '"><script>')
    search = Filter(key="q", label="<b>", apply=lambda rows, text: rows)
    spec = ListSpec(
        name="<b>",
        found=("t", "t", "t"),
        default_sort="k:asc",
        columns=[box, column],
        filters=[search],
        page_size=1,
    )
    html = render_to_string(
        "ui/list.html", {"listing": spec.read(ContentType.objects.all(), QueryDict('q="><script>'))}
    )

    assert "<script>" not in html
    assert "<b>" not in html


def test_an_order_nobody_can_ask_for_is_refused_at_once():
    column = Column(key="k", label="K", value=lambda row: 1)

    with pytest.raises(ValueError, match="default_sort"):
        ListSpec(name="T", found=("t", "t", "t"), default_sort="k:asc", columns=[column])


@pytest.fixture
def asking(rf):
    def make(query=""):
        request = rf.get(f"/tabele/?{query}")
        request.seat = SYSTEM
        return request

    return make


def sent(asking, fmt, query="", spec=SPEC):
    response = export_response(spec, ContentType.objects.all(), asking(query), name="tabele", fmt=fmt)
    body = b"".join(response.streaming_content)
    for close in response._resource_closers:  # response.close() would also hang up on the test's database
        close()
    return response, body


@pytest.mark.rule("R-06")
def test_csv_and_sheet_say_the_same_as_the_screen(asking):
    query = "dzial=wagtailcore&sort=dlugosc:desc"
    csv, text = sent(asking, "csv", query)
    xlsx, book = sent(asking, "xlsx", query)

    rows = list(csv_module.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert rows[0] == ["Nazwa", "Dział", "Litery", "Klucz"]
    assert rows[1:] == [
        [str(v) for v in row] for row in SPEC.export(ContentType.objects.all(), QueryDict(query))
    ]
    assert len(rows) > 5
    assert [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == rows
    assert re.fullmatch(r'attachment; filename="tabele-\d{4}-\d\d-\d\d\.csv"', csv["Content-Disposition"])
    assert re.fullmatch(r'attachment; filename="tabele-\d{4}-\d\d-\d\d\.xlsx"', xlsx["Content-Disposition"])
    assert csv["Cache-Control"] == xlsx["Cache-Control"] == "private, no-store"


def test_a_list_too_long_for_a_sheet_leaves_as_csv(asking, monkeypatch):
    monkeypatch.setattr(exports, "SHEET_ROWS", 3)

    response, text = sent(asking, "xlsx")

    assert response["Content-Disposition"].endswith('.csv"')
    assert text.count(b"\r\n") == ContentType.objects.count() + 1


@pytest.mark.parametrize("fmt", ["", "pdf", "CSV"])
def test_there_is_no_other_file(asking, fmt):
    with pytest.raises(Http404):
        export_response(SPEC, ContentType.objects.all(), asking(), name="tabele", fmt=fmt)


def test_a_streamed_file_takes_the_seat_of_its_reader(asking):
    seen = []

    def role(row):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            seen.append(cursor.fetchone()[0])
        return "x"

    column = Column(key="k", label="K", value=role, sort=("pk",))
    spec = ListSpec(name="T", found=("t", "t", "t"), default_sort="k:asc", columns=[column])
    request = asking()
    request.seat = ANONYMOUS
    b"".join(export_response(spec, ContentType.objects.all(), request, name="t", fmt="csv").streaming_content)

    assert set(seen) == {str(DbRole.PUBLIC)}


def test_only_numbers_that_can_be_ids_are_read():
    assert whole_numbers(["7", "", "x", "-1", "²", "٣", "7", " 8", "9" * 5000, "9" * 18]) == [7, 10**18 - 1]
