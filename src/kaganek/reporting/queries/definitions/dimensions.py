"""What most reports are narrowed and grouped by: project, voivodeship, kind of office, office, group, person, month."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F, Value
from django.db.models.functions import Concat

from kaganek.core.lists import Column, Row, whole_numbers
from kaganek.core.seats import Seat
from kaganek.learning.models import Course, CourseProgress
from kaganek.lib.names import sort_key
from kaganek.people.models import Office, Person
from kaganek.people.terms import OFFICE_STAFF, OfficeKind, Voivodeship
from kaganek.programmes.models import Enrolment, Participation
from kaganek.programmes.queries import projects_in_reach
from kaganek.reporting.queries import links
from kaganek.reporting.queries.definitions.parts import Choices, Dimension, Look, column

LONGEST_CHOICE = 300  # offices that a filter offers; of more it names the chosen one alone
VOIVODESHIPS = {one.value: str(one.label) for one in Voivodeship}
KINDS = {one.value: str(one.label) for one in OfficeKind}
PEOPLE = ("osobę", "osoby", "osób")


def of_one_office(seat: Seat) -> bool:
    return seat.role in OFFICE_STAFF


def number_of(text: str) -> int:
    """The id that an address names; one that cannot be is 0, which nothing has."""
    return next(iter(whole_numbers([text])), 0)


def _projects(look: Look, asked: str) -> Choices:
    found = projects_in_reach(look.seat).order_by("-starts_on", "name__alphabetical")
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")]


def _offices(look: Look, asked: str) -> Choices:
    if of_one_office(look.seat):
        return ()
    here = Participation.objects.values("office_id")
    found = Office.objects.filter(pk__in=here).order_by("sort_name", "pk").values_list("pk", "office_name")
    few = list(found[: LONGEST_CHOICE + 1])
    if len(few) > LONGEST_CHOICE:
        few = list(found.filter(pk=number_of(asked)))
    return [(str(pk), name) for pk, name in few]


def _persons(look: Look, asked: str) -> Choices:
    found = Person.objects.filter(pk=number_of(asked)) if asked else Person.objects.none()
    return [(str(one.pk), one.listed_name) for one in found]


def _groups(look: Look, asked: str) -> Choices:
    if not of_one_office(look.seat):
        return ()
    learners = Enrolment.objects.filter(office__in=look.seat.offices or ()).values("person_id")
    found = Person.objects.filter(pk__in=learners).exclude(group_name="").order_by()
    return [
        (name, name) for name in sorted(found.values_list("group_name", flat=True).distinct(), key=sort_key)
    ]


def _courses(look: Look, asked: str) -> Choices:
    own = Course.objects.filter(pk__in=CourseProgress.objects.order_by().values("course_id").distinct())
    if not of_one_office(look.seat):
        own = Course.objects.filter(office=None, published_at__isnull=False)
    return [
        (str(pk), title) for pk, title in own.order_by("title__alphabetical", "pk").values_list("pk", "title")
    ]


def _regions(labels: dict[str, str]) -> Callable[[Look, str], Choices]:
    def offered(look: Look, asked: str) -> Choices:
        return () if of_one_office(look.seat) else list(labels.items())

    return offered


def project(path: str = "project") -> Dimension:
    return Dimension(
        key="projekt", label="Projekt", many="Projekty", found=("projekt", "projekty", "projektów"),
        column=f"{path}_id", name=f"{path}__name", order=f"{path}__name", text_order=True, value=number_of, choices=_projects,
    )  # fmt: skip


def office(path: str = "office") -> Dimension:
    return Dimension(
        key="urzad", label="Urząd", many="Urzędy", found=("urząd", "urzędy", "urzędów"),
        column=f"{path}_id", name=f"{path}__office_name", order=f"{path}__sort_name", value=number_of,
        choices=_offices,
    )  # fmt: skip


def voivodeship(path: str = "office") -> Dimension:
    return Dimension(
        key="wojewodztwo", label="Województwo", many="Województwa",
        found=("województwo", "województwa", "województw"), column=f"{path}__voivodeship",
        words=lambda code: VOIVODESHIPS.get(code, "bez województwa"), choices=_regions(VOIVODESHIPS),
    )  # fmt: skip


def kind(path: str = "office") -> Dimension:
    return Dimension(
        key="rodzaj", label="Rodzaj jednostki", many="Rodzaje jednostek", found=("rodzaj", "rodzaje", "rodzajów"),
        column=f"{path}__kind", words=lambda code: KINDS.get(code, "–"), choices=_regions(KINDS),
    )  # fmt: skip


def course(path: str = "course") -> Dimension:
    return Dimension(
        key="szkolenie", label="Szkolenie", many="Szkolenia", found=("szkolenie", "szkolenia", "szkoleń"),
        column=f"{path}_id", name=f"{path}__title", order=f"{path}__title", text_order=True, value=number_of, choices=_courses,
    )  # fmt: skip


def group(path: str = "person") -> Dimension:
    return Dimension(
        key="grupa", label="Grupa", many="Grupy", found=("grupę", "grupy", "grup"), column=f"{path}__group_name",
        text_order=True,
        words=lambda name: name or "bez grupy", choices=_groups,
    )  # fmt: skip


def person(path: str = "person") -> Dimension:
    return Dimension(
        key="osoba", label="Osoba", many="Osoby", found=PEOPLE, column=f"{path}_id",
        name=Concat(F(f"{path}__last_name"), Value(", "), F(f"{path}__first_name")),
        order=f"{path}__sort_name", value=number_of, choices=_persons,
    )  # fmt: skip


def choice(
    key: str, label: str, many: str, column: str, options: dict[str, str] | Callable[[], dict[str, str]]
) -> Dimension:
    """A dimension of few known values; one that only the data know is offered when it is asked for.

    options  {value: words}, or a function where apps further up still add to them.
    """

    def known() -> dict[str, str]:
        return options() if callable(options) else options

    def offered(look: Look, asked: str) -> Choices:
        return [*known().items(), *([(asked, asked)] if asked and asked not in known() else [])]

    return Dimension(
        key=key, label=label, many=many, found=("grupę", "grupy", "grup"), column=column,
        words=lambda value: known().get(value, value or "–"), choices=offered,
    )  # fmt: skip


def full_name(row: Row) -> str:
    return f"{row['last_name']}, {row['first_name']}"


def who(look: Look) -> Column:
    """The column that names a row by its person."""
    return column(
        "osoba", "Osoba", value=full_name, sort=("sort_name",), head=True,
        html=lambda row: links.person(look.seat, row["person_key"], full_name(row)),
    )  # fmt: skip


def whereabouts(look: Look) -> list[Column]:
    """Where the person works: the office, or within one office the group."""
    if of_one_office(look.seat):
        return [column("grupa", "Grupa", "group_name", text=True)]
    return [column("urzad", "Urząd", "office_name", sort=("office_order",))]


def of_person(path: str = "person", office_path: str = "office") -> dict[str, str]:
    """The fields of a row that say whose it is."""
    return {
        "person_key": f"{path}_id", "last_name": f"{path}__last_name", "first_name": f"{path}__first_name",
        "group_name": f"{path}__group_name", "sort_name": f"{path}__sort_name",
        "office_name": f"{office_path}__office_name", "office_order": f"{office_path}__sort_name",
    }  # fmt: skip
