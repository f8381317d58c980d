"""The published report: a tagged table, a chart in words, nothing secret, nothing executed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pikepdf
import pytest

from kaganek.lib.pdf import Bar, BarChart, Column, KeyFigure, ReportDoc, ReportTable, report
from kaganek.lib.tests.reading_pdf import assert_pdf_ua, kinds, opened, overprinted, tags, text_of

HEADINGS = ("Rodzaj jednostki", "Urzędy", "Uczestnicy", "Ukończyli", "Udział")
TABLE = ReportTable(
    title="Wszystkie ukończenia",
    columns=[Column(label=label, numeric=place > 0) for place, label in enumerate(HEADINGS)],
    rows=[("gminy wiejskie", 16, 812, 402, "50%"), ("powiaty", 2, Decimal("12.5"), None, None)],
    total=("Razem", 18, 12345, 1322, "42%"),
    note="„Nie podajemy” oznacza, że grupa ma mniej niż 5 osób.",
)
DOC = ReportDoc(
    title="Udział i ukończenia w III kwartale 2026 r.",
    number="7/2026",
    publisher="Związek Gmin Doliny Wierzbówki",
    finding="W trzy miesiące ścieżkę ukończyło 486 osób.",
    period=(date(2026, 7, 1), date(2026, 9, 30)),
    frozen_at=datetime(2026, 9, 30, 21, 59, tzinfo=UTC),
    published_on=date(2026, 10, 12),
    figures=[
        KeyFigure(label="Uczestnicy", value=13118, note="w 42 urzędach"),
        KeyFigure(label="Wiek", value=None),
    ],
    chart=BarChart(
        title="Ukończenia według rodzaju jednostki",
        finding="Najwięcej w gminach wiejskich.",
        bars=[Bar(label="gminy wiejskie", values=[171]), Bar(label="powiaty", values=[None])],
    ),
    tables=[TABLE],
    method=["„Ukończenie” to wszystkie szkolenia ścieżki zaliczone w terminie."],
    source="Dane platformy Kaganek, licencja CC BY 4.0.",
    project="Urzędy, które się uczą",
    replaces="6/2026",
    correction="poprawiono liczbę urzędów",
    marks=("Fundusze Europejskie", "Rzeczpospolita Polska", "Unia Europejska", "Organizator"),
    made_at=datetime(2026, 10, 12, 8, 0, tzinfo=UTC),
)


def with_rows(count: int) -> ReportDoc:
    rows = [(f"Urząd Gminy {n}", n, 7 * n, None if n % 9 == 0 else n, f"{n % 100}%") for n in range(count)]
    return replace(DOC, tables=[replace(TABLE, rows=rows)])


def test_report_is_pdf_ua():
    assert_pdf_ua(report(DOC), title="Raport 7/2026: Udział i ukończenia w III kwartale 2026 r.")


def test_every_part_can_be_read():
    text = text_of(report(replace(DOC, status_note="Ten raport zastąpił raport 8/2026.")))

    for part in (
        "Udział i ukończenia w III kwartale 2026 r.",
        "W trzy miesiące ścieżkę ukończyło 486 osób.",
        "Ten raport zastąpił raport 8/2026.",
        "30 września 2026 r., godz. 23:59",
        "12 października 2026 r.",
        "1 lipca 2026 r. – 30 września 2026 r.",
        "raport 6/2026: poprawiono liczbę urzędów",
        "Urzędy, które się uczą",
        "13 118",
        "w 42 urzędach",
        "Najwięcej w gminach wiejskich.",
        "12,5",
        "12 345",
        "„Nie podajemy” oznacza, że grupa ma mniej niż 5 osób.",
        "„Ukończenie” to wszystkie szkolenia ścieżki zaliczone w terminie.",
        "Dane platformy Kaganek, licencja CC BY 4.0.",
        "strona 1 z",
    ):
        assert part in text
    assert text.count("miejsce na znak (atrapa)") == 4


def test_suppressed_numbers_are_said_to_be_withheld():
    assert text_of(report(DOC)).count("nie podajemy") == 4  # a tile, a bar, two cells


def test_table_has_header_cells_tied_to_their_columns():
    order = kinds(report(DOC))

    assert order.count("TH") == len(HEADINGS)
    assert order.count("TD") == len(HEADINGS) * 3
    assert order.index("THead") < order.index("TBody") < order.index("TFoot")


def test_heading_row_returns_on_every_page_but_is_read_once():
    pdf = report(with_rows(300))

    with opened(pdf) as file:
        pages = len(file.pages)
    assert pages > 6
    text = text_of(pdf)
    assert text.count("Rodzaj jednostki") >= pages - 2
    assert kinds(pdf).count("TH") == len(HEADINGS)
    assert all(f"Urząd Gminy {n} " in text for n in (0, 150, 299))


@pytest.mark.parametrize("columns", [5, 10])
@pytest.mark.parametrize("rows", [5, 20, 40])
def test_rows_that_do_not_fit_go_on_to_the_next_page(rows, columns):
    table = ReportTable(
        title="Wszystkie urzędy",
        columns=[Column(label=f"Zarządzanie jakością {n}", numeric=n > 0) for n in range(columns)],
        rows=[(f"Urząd Gminy w Nowej Wsi Wielkiej {n}", *[None] * (columns - 1)) for n in range(rows)],
    )
    bars = [Bar(label=f"województwo {n}, długa nazwa jednostki", values=[n, n]) for n in range(rows)]
    chart = replace(DOC.chart, bars=bars, series=("przed", "po"))

    assert overprinted(report(replace(DOC, tables=[table], chart=chart))) == []


def test_chart_has_its_numbers_in_words():
    chart = BarChart(
        title="Zmiana udziału",
        finding="Wszędzie więcej.",
        series=("30 czerwca", "30 września"),
        unit="%",
        bars=[Bar(label="powiaty", values=[17, Decimal("30.5")]), Bar(label="pozostałe", values=[None, 34])],
    )
    alternatives = [
        texts["/Alt"] for kind, texts in tags(report(replace(DOC, chart=chart))) if kind == "Figure"
    ]

    (alternative,) = alternatives
    assert alternative == (
        "Wykres słupkowy. Zmiana udziału. powiaty: 30 czerwca 17%, 30 września 30,5%; "
        "pozostałe: 30 czerwca nie podajemy, 30 września 34%."
    )


def test_series_differ_by_pattern():
    def patterns(series: int) -> int:
        names = [str(n) for n in range(series)]
        bars = [Bar(label="powiaty", values=list(range(1, series + 1)))]
        pdf = report(replace(DOC, chart=replace(DOC.chart, series=names, bars=bars)))
        with opened(pdf) as file:
            return len(
                {
                    str(operands[0])
                    for page in file.pages
                    for operands, operator in pikepdf.parse_content_stream(page)
                    if str(operator) == "scn" and isinstance(operands[0], pikepdf.Name)
                }
            )

    assert 0 == patterns(1) < patterns(2) < patterns(3)


@pytest.mark.parametrize(
    "text",
    ['#read("/etc/passwd")', "*gruby* _kursywa_ $x$", 'cudzysłów " \\ \\u{41}', "#{1 + 1} // komentarz"],
)
def test_markup_is_only_text(text):
    doc = replace(
        DOC,
        title=text,
        finding=text,
        chart=replace(DOC.chart, bars=[Bar(label=text, values=[1])]),
        tables=[replace(TABLE, rows=[(text, 1, 2, 3, text)], total=())],
        method=[text],
        source=text,
    )

    assert text_of(report(doc)).count(text) >= 5


def test_hard_shapes_are_printed():
    empty = report(
        replace(DOC, figures=(), method=(), marks=(), chart=replace(DOC.chart, bars=()), project="")
    )
    long = report(
        replace(
            DOC,
            title="Bardzo długi tytuł raportu " * 12,
            chart=replace(DOC.chart, bars=[Bar(label=f"Nazwa {n} " * 8, values=[n]) for n in range(60)]),
            tables=[
                ReportTable(
                    title="Szeroka",
                    columns=[Column(label=f"Kolumna {n}", numeric=n > 0) for n in range(10)],
                    rows=[("Ż" * 120, *[None] * 9)] * 30,
                )
            ],
        )
    )

    assert kinds(empty).count("Figure") == 0
    assert kinds(long).count("Figure") == 1
    assert overprinted(long) == []
    with opened(long) as file:
        assert file.pages[0].MediaBox[2] > file.pages[0].MediaBox[3]


def test_more_tables_follow_the_first():
    goals = ReportTable(
        title="Wskaźniki projektu",
        columns=[Column(label="Wskaźnik"), Column(label="Wartość", numeric=True)],
        rows=[("WP1: osoby, które ukończyły", "1 322")],
        note="Okresy zamrożone.",
    )
    pdf = report(replace(DOC, tables=[TABLE, goals]))

    assert_pdf_ua(pdf, title="Raport 7/2026: Udział i ukończenia w III kwartale 2026 r.")
    text = text_of(pdf)
    places = [text.index(one) for one in ("Wszystkie ukończenia", "Wskaźniki projektu", "Okresy zamrożone.")]
    assert places == sorted(places)
    assert kinds(pdf).count("Table") == 2


def test_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match=r"\[\]"):
        report(replace(DOC, tables=[]))
    with pytest.raises(ValueError, match="powiaty"):
        report(replace(DOC, tables=[TABLE, replace(TABLE, rows=[("powiaty", 1)])]))
    with pytest.raises(ValueError, match="1, 2"):
        report(replace(DOC, chart=replace(DOC.chart, bars=[Bar(label="x", values=[1, 2])])))


def test_same_report_gives_same_bytes():
    assert report(DOC) == report(DOC)
