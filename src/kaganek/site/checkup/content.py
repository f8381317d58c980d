"""What the platform holds and makes: the first accounts, courses, the register, a PDF, a read table."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.learning.models import Course
from kaganek.lib.pdf.slips import Slip, slips
from kaganek.lib.polish import counted
from kaganek.lib.sheets import SheetFault, explain, read_table
from kaganek.people.models import Account, Membership, RegisterImport
from kaganek.people.terms import Role
from kaganek.portal.queries.site_pages import kept_pages
from kaganek.site.checkup.model import Found, fault, fine, listed, warning
from kaganek.site.demo.logins import LOGINS
from kaganek.site.demo.people import PASSWORD
from kaganek.site.installation import Kind, kind_of

TABLE = "Imię;Nazwisko\nŻaneta;Gżegżółka\n"
REINSTALL = "Zainstaluj program i pakiety tej wersji od nowa (docs/how-to/instalacja.md)."


def administrator() -> Found:
    """Somebody can add offices and people: a supplier whose account is on."""
    with seated(SYSTEM):
        accounts = Membership.objects.filter(role=Role.SUPPLIER, ended_at=None).values_list(
            "person__account_id", flat=True
        )
        wanted = [pk for pk in accounts if pk]
    with account_door():
        active = Account.objects.filter(pk__in=wanted, is_active=True).count()
    if not active:
        return fault(
            "Nie ma czynnego konta dostawcy platformy.",
            "Wykonaj: kaganek first-administrator, i otwórz odnośnik.",
        )
    return fine(f"Czynne konta dostawcy platformy: {active}")


def demonstration() -> Found:
    """The published password opens nothing in a real installation."""
    if not settings.PRODUCTION:
        return fine("To nie jest instalacja produkcyjna")
    with account_door():
        known = Account.objects.filter(login__in=[login for _, login in LOGINS], is_active=True)
        opened = [account.login for account in known if account.check_password(PASSWORD)]
    if kind_of(settings.STATE) is Kind.DEMO or opened:
        return fault(
            f"Są tu dane demonstracyjne z hasłem znanym wszystkim. Konta: {listed(opened) or 'nie ma'}.",
            "Załóż instalację w nowym katalogu (KAGANEK_STATE) i w nowej bazie.",
        )
    return fine("Hasło demonstracyjne nie otwiera żadnego konta")


def courses() -> Found:
    with seated(SYSTEM):
        published = Course.objects.filter(published_at__lte=timezone.now()).count()
    if not published:
        return warning(
            "Nie ma opublikowanych szkoleń.", "Opublikuj szkolenie w redakcji treści (/redakcja/)."
        )
    return fine(f"Opublikowane szkolenia: {published}")


def register() -> Found:
    with seated(SYSTEM):
        last = RegisterImport.objects.order_by("-state_on").first()
    if last is None:
        return warning(
            "Rejestr TERYT nie jest wczytany.",
            "Pobierz plik TERC ze strony GUS i wykonaj: kaganek terc import PLIK.",
        )
    return fine(f"Rejestr TERYT: stan na {last.state_on:%d.%m.%Y}")


def portal_pages() -> Found:
    """Pages of the site say who runs it: no words in brackets, and a statement that the conditions accept."""
    with seated(SYSTEM):
        lacking = [page for page in kept_pages() if page.lacks]
    if lacking:
        told = [f"{page.label} ({counted(len(page.lacks), 'brak', 'braki', 'braków')})" for page in lacking]
        return warning(
            f"Strony portalu do uzupełnienia: {listed(told)}.",
            "Jako dostawca platformy albo operator uzupełnij je na stronie Strony portalu (/redakcja-stron/).",
        )
    return fine("Strony portalu i deklaracja dostępności są uzupełnione")


def pdf() -> Found:
    """A slip with Polish letters, made and thrown away."""
    card = Slip(person="Zażółć Gęślą", login="proba", code="ABCD2345", url="https://example.org/")
    try:
        made = slips(
            "Próba", project="Próba", slips=[card], address="example.org", valid_until="dziś",
            made_at=timezone.now(),
        )  # fmt: skip
    except (RuntimeError, OSError) as error:
        return fault(f"Nie powstał próbny PDF: {error}", REINSTALL)
    return (
        fine("Próbny PDF powstał")
        if made.startswith(b"%PDF")
        else fault("Powstał plik inny niż PDF.", REINSTALL)
    )


def sheets() -> Found:
    """A table read by the child process, as an uploaded list is."""
    try:
        sheet = read_table(TABLE.encode(), filename="proba.csv")
    except (SheetFault, OSError) as error:
        said = explain(error) if isinstance(error, SheetFault) else error
        return fault(f"Nie udało się odczytać próbnej listy: {said}", REINSTALL)
    if [row.cells[0] for row in sheet.rows] != ["Imię", "Żaneta"]:
        return fault("Próbna lista została odczytana źle.", REINSTALL)
    return fine("Próbna lista pracowników została odczytana")
