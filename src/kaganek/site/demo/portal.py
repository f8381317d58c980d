"""The public side of the demonstration: an offer, a calendar, requests to join, a case."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from kaganek.core.notices.known import keep_inside
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.portal.services.calendar import EventFacts, write_event
from kaganek.portal.services.cases import Sent, send_case
from kaganek.portal.services.offer import Asked, OfferFacts, ask_to_join, decide, show_offer, write_offer
from kaganek.portal.services.offices import Words, show_article, write_article
from kaganek.portal.services.programmes import PageFacts, show_page, write_page
from kaganek.portal.services.telling import ASKED, CASE
from kaganek.portal.terms import Asking, CaseKind
from kaganek.programmes.models import Project

ABOUT = (
    "Urząd dostaje cztery krótkie szkolenia, ścieżkę z terminami i opiekuna, który odpowiada na pytania. "
    "Każda osoba uczy się, kiedy ma czas; jedna lekcja trwa kilkanaście minut.\n\n"
    "Po przyjęciu urząd podpisuje porozumienie i przysyła listę osób. Konta zakładamy my."
)
PLAIN = (
    "Jak pisać pisma, po których nikt nie dzwoni z pytaniem, o co chodzi. Przykłady z urzędów, ćwiczenia "
    "i test na koniec.\n\nPo zaliczeniu testu dostajesz zaświadczenie z kodem, który każdy może sprawdzić."
)

PROGRAMME = PageFacts(
    title="Sprawny urząd 2026", lead="Urzędy z całego kraju uczą się upraszczać usługi i mierzą, co z tego wyszło.",
    text="Mieszkaniec ma załatwić sprawę szybko i za pierwszym razem. Pomagamy urzędom to osiągnąć.\n\n## Zadania\n\n"
    "- cztery szkolenia internetowe z testami i zaświadczeniami\n- zadania między szkoleniami, robione we własnym urzędzie\n"
    "- wsparcie konsultanta, który odpowiada na pytania\n- wspólne materiały, z których wolno korzystać każdemu\n\n"
    "## Jak to przebiega\n\nUrząd zgłasza się w naborze i podpisuje porozumienie. Potem każda osoba dostaje login, "
    "ścieżkę z terminami i opiekuna na miejscu. Co kwartał publikujemy raport z postępów.",
    audience="urzędy gmin, urzędy miast i starostwa powiatowe",
    effects="Krótsze kolejki, mniej pism z prośbą o wyjaśnienie i usługi opisane tak, żeby każdy wiedział, co zrobić.",
    value_pln=Decimal(2480000), eu_pln=Decimal(2045000), names_offices=True, title_en="An efficient office 2026",
    text_en="Local governments learn how to make their services simple and measure what came out of it.\n\n## What we do\n\n"
    "- four online courses with quizzes and certificates\n- tasks done in one's own office\n- a consultant who answers questions\n\n"
    "Offices join through an intake. Results are published every quarter.",
)  # fmt: skip
SHORTER = Words(
    title="Wniosek o dotację na jednej stronie",
    lead="Skróciliśmy formularz z czterech stron do jednej. Opisujemy, co zniknęło i dlaczego.",
    text="Zapytaliśmy dziesięć osób, które składały wniosek wiosną. Siedem z nich dzwoniło do nas co najmniej raz.\n\n"
    "## Co zniknęło\n\n- pytania o dane, które urząd już ma\n- oświadczenia bez podstawy prawnej\n- druga kopia podpisu\n\n"
    "Nowy wniosek wypełnia się w dwanaście minut. Stary zajmował prawie godzinę.",
    title_en="A grant application on one page",
    text_en="We cut the form from four pages to one. It now takes twelve minutes instead of nearly an hour.",
)
NEXT = Words(
    "Dyżur w soboty",
    "Od maja urząd ma działać w pierwszą sobotę miesiąca.",
    "Czekamy na zarządzenie.",
    "",
    "",
)


def write_portal(project: Project, coordinator: Seat, admin: Seat, *, at: datetime) -> None:
    """What a stranger meets on the portal, and what waits for the coordinator."""
    today = timezone.localdate(at)
    whole = OfferFacts(
        title="Obsługa mieszkańców, ścieżka dla urzędu", lead="Cztery szkolenia dla osób, które obsługują mieszkańców.",
        text=ABOUT, audience="urzędy gmin, miast i starostwa", hours=Decimal(18), places=12, for_offices=True,
        for_people=False, opens_on=today - timedelta(days=10), closes_on=today + timedelta(days=25),
    )  # fmt: skip
    plain = OfferFacts(
        title="Prosty język w piśmie urzędowym", lead="Dla każdego, kto pisze do mieszkańców.", text=PLAIN,
        audience="pracownicy urzędów", hours=Decimal(4), places=60, for_offices=True, for_people=True,
        opens_on=today - timedelta(days=5), closes_on=today + timedelta(days=40),
    )  # fmt: skip
    with seated(coordinator):
        made = [write_offer(None, project.pk, one, by=coordinator) for one in (whole, plain)]
        for one in made:
            show_offer(one.pk, shown=True, by=coordinator, at=at - timedelta(days=5))
        _dates(coordinator, at=at)
        write_page(project.pk, PROGRAMME, by=coordinator, at=at - timedelta(days=30))
        show_page(project.pk, shown=True, by=coordinator, at=at - timedelta(days=30))
    office = Asked(
        Asking.OFFICE,
        "Maria Jasna",
        "Urząd Gminy Lipowo",
        "maria@lipowo.example",
        "",
        24,
        "Chcemy skrócić kolejki.",
    )
    person = Asked(
        Asking.PERSON, "Piotr Brzoza", "", "piotr@dom.example", "", 1, "Piszę decyzje od niedawna."
    )
    ask_to_join(made[0].pk, office, key=_key("lipowo"), at=at - timedelta(days=2))
    done = ask_to_join(made[1].pk, person, key=_key("piotr"), at=at - timedelta(days=3))
    with seated(coordinator):
        decide(done.pk, accept=True, reason="Są wolne miejsca.", by=coordinator, at=at - timedelta(days=1))
    sent = Sent(
        CaseKind.ACCESS, "Jan Cichy", "jan@dom.example", "", "Karta „Pięć razy dlaczego”",
        "W karcie nie mogę zaznaczyć pól klawiaturą. Proszę o wersję do wypełnienia w edytorze tekstu.",
        "plik DOCX w e-mailu", "",
    )  # fmt: skip
    send_case(sent, key=_key("jan"), at=at - timedelta(days=3))
    with seated(SYSTEM):
        for kind in (ASKED, CASE):  # told days ago
            keep_inside(kind, at=at)
    with seated(admin):
        first = write_article(None, SHORTER, by=admin, at=at - timedelta(days=6))
        show_article(first.pk, shown=True, by=admin, at=at - timedelta(days=6))
        write_article(None, NEXT, by=admin, at=at - timedelta(days=1))


def _dates(by: Seat, *, at: datetime) -> None:
    today = timezone.localdate(at)
    rows = (
        (
            "Dzień otwarty w Borkach",
            4,
            time(9),
            time(12),
            "Urząd Gminy Borki, sala 12",
            "Jak skrócono drogę wniosku.",
        ),
        ("Obsługa trudnych spraw", 12, time(10), time(11, 30), "online", "Rozmowa i pytania, bez zapisów."),
    )
    for title, days, start, end, place, text in rows:
        day = today + timedelta(days=days)
        facts = EventFacts(title, "meeting", day, day, start, end, place, text, "", called_off=False)
        write_event(None, facts, by=by, at=at)


def _key(word: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"kaganek:{word}")
