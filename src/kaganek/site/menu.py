"""The menu as one visible table; a seat sees the items that the access table allows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch

from kaganek.core import access, markup
from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat
from kaganek.people.terms import OFFICE_STAFF, Role


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu: words, address name, icon, and the cell of the access table it needs."""

    label: str
    url: str
    icon: str
    action: str
    obj: str
    fragment: str = ""  # a fixed address instead of a URL name


PARTICIPANT = (
    Item("Moja nauka", "learning:home", "graduation-cap", "study", "learning.courseprogress"),
    Item("Terminy", "learning:deadlines", "calendar", "study", "learning.courseprogress"),
    Item("Zadania", "learning:tasks", "list-checks", "write", "learning.taskwork"),
    Item("Certyfikaty", "documents:certificates", "award", "view", "documents.certificate"),
    Item("Notatki", "learning:notes", "pencil-line", "view", "learning.lessonmargin"),
)
OFFICE = (
    Item("Postępy", "reporting:office", "chart-column", "view", "reporting.office"),
    Item("Zestawienia", "reporting:catalogue", "table", "view", "reporting.report"),
    Item("Pracownicy", "people:persons", "users", "view", "people.person"),
    Item("Import listy", "learning:import_upload", "upload", "add", "people.importdraft"),
    Item("Dane do logowania", "people:codes", "printer", "issue", "people.onetimecode"),
    Item("Ścieżki i terminy", "learning:paths", "list-checks", "view", "learning.learningpath"),
    Item("Przypomnienia", "reporting:reminders", "bell", "view", "reporting.reminder"),
    Item("Wysłane wiadomości", "communication:letters", "mail", "view", "core.letter"),
    Item("Bank pytań", "learning:bank", "library", "view", "learning.bankquestion"),
    Item("Certyfikaty", "documents:certificates", "award", "view", "documents.certificate"),
    Item("Własne szkolenia", "learning:own_courses", "pencil-line", "give", "learning.course"),
    Item("Prace z zadań", "learning:works", "file-text", "watch", "learning.taskwork"),
    Item("Mój urząd", "people:own_office", "landmark", "view_own", "people.office"),
)
PROJECT = (
    Item("Pulpit", "reporting:dashboard", "layout-dashboard", "view", "reporting.dashboard"),
    Item("Postępy", "reporting:project", "chart-column", "view", "reporting.project"),
    Item("Zestawienia", "reporting:catalogue", "table", "view", "reporting.report"),
    Item("Wskaźniki", "reporting:indicators", "target", "view", "reporting.indicator"),
    Item("Raporty okresowe", "reporting:issues", "file-text", "view", "reporting.reportissue"),
)
PEOPLE = (
    Item("Pracownicy", "people:persons", "users", "view", "people.person"),
    Item("Import listy", "learning:import_upload", "upload", "add", "people.importdraft"),
    Item("Dane do logowania", "people:codes", "printer", "issue", "people.onetimecode"),
    Item("Urzędy w opiece", "reporting:care", "handshake", "view", "reporting.care"),
    Item("Urzędy", "people:offices", "landmark", "view", "people.office"),
    Item("Projekty", "programmes:projects", "folder", "view", "programmes.project"),
    Item("Rejestr TERYT", "people:register", "map-pin", "view", "people.registerimport"),
)
STUDY = (
    Item("Ścieżki i terminy", "learning:paths", "list-checks", "view", "learning.learningpath"),
    Item("Do oceny", "learning:grading", "clipboard-check", "grade", "learning.attemptanswer"),
    Item("Prace z zadań", "learning:works", "file-text", "watch", "learning.taskwork"),
    Item("Certyfikaty", "documents:certificates", "award", "view", "documents.certificate"),
    Item("Przypomnienia", "reporting:reminders", "bell", "view", "reporting.reminder"),
    Item("Wysłane wiadomości", "communication:letters", "mail", "view", "core.letter"),
)
TALK = (
    Item("Ogłoszenia", "communication:announcements", "megaphone", "view", "communication.announcement"),
    Item("Wiadomości", "communication:conversations", "mail", "view", "communication.conversation"),
    Item("Forum", "communication:forum", "message-square", "view", "communication.space"),
    Item("Rozmowy", "communication:chats", "messages-square", "view", "communication.chatroom"),
    Item("Pytania", "communication:questions", "circle-question-mark", "inquire", "communication.question"),
    Item("Pytania z urzędów", "communication:question_queue", "circle-question-mark", "answer", "communication.question"),
    Item("Zgłoszenia", "communication:support", "wrench", "support", "communication.question"),
    Item("Kontakty z urzędami", "communication:contact_log", "phone", "view", "communication.officecontact"),
)  # fmt: skip
CONTENT = (
    Item("Szkolenia", "learning:courses", "book-open", "view", "learning.course"),
    Item("Paczki", "learning:packages", "package", "view", "learning.package"),
    Item("Bank pytań", "learning:bank", "library", "view", "learning.bankquestion"),
    Item("Praca nad treścią", "learning:workshop", "clipboard-pen", "view", "learning.lessonreview"),
    Item("Redakcja", "", "pencil-line", "enter", "portal.editorial", fragment="/redakcja/"),
    Item("Redakcja biblioteki", "portal:library_desk", "archive", "edit", "portal.material"),
    Item("Daty kalendarza", "portal:events", "calendar-days", "edit", "portal.portalevent"),
    Item("Mimo usterek", "learning:overrides", "triangle-alert", "view", "learning.gateoverride"),
)
PORTAL = (
    Item("Formularze", "questionnaires:forms", "clipboard-list", "view", "questionnaires.form"),
    Item("Formularze do zgody", "questionnaires:waiting", "clipboard-check", "agree", "questionnaires.form"),
    Item("Strony portalu", "portal:site_pages", "file-text", "edit", "portal.sitepage"),
    Item("Strony programów", "portal:programme_desk", "globe", "edit", "portal.programmepage"),
    Item("Oferta projektu", "portal:offer_desk", "megaphone", "edit", "portal.offer"),
    Item("Prośby o przyjęcie", "portal:join_requests", "inbox", "view", "portal.joinrequest"),
    Item("Sprawy i skargi", "portal:cases", "message-square", "view", "portal.case"),
    Item("Zgody na artykuły", "portal:consents", "shield-check", "consent", "portal.officearticle"),
    Item("Strona urzędu", "portal:own_articles", "newspaper", "edit", "portal.officearticle"),
    Item("Portal programu", "portal:home", "globe", "", ""),  # for everyone who is signed in
)
PUBLIC = (
    Item("Program w urzędach", "portal:reports", "", "", ""),
    Item("Aktualności", "portal:news", "", "", ""),
    Item("Częste pytania", "communication:faq", "", "", ""),
    Item("Oferta", "portal:offers", "", "", ""),
    Item("Biblioteka", "portal:library", "", "", ""),
    Item("Sprawdź certyfikat", "documents:check", "", "", ""),
    Item("Szukaj", "portal:search", "", "", ""),
)


FIRST_PAGE = {
    Role.LEARNER: "learning:home",
    Role.COORDINATOR: "reporting:project",
    Role.AUDITOR: "reporting:project",
    Role.OPERATOR: "reporting:project",
    Role.SUPPLIER: "people:offices",
    Role.EXPERT: "learning:workshop",
    Role.CONSULTANT: "learning:works",
} | dict.fromkeys(OFFICE_STAFF, "reporting:office")


def kind_of(seat: Seat) -> str:
    """Which shell a seat works in: participant, office, project or public."""
    if seat.is_anonymous:
        return "public"
    if seat.role == Role.LEARNER:
        return "participant"
    return "office" if seat.role in OFFICE_STAFF else "project"


@lru_cache(maxsize=256)
def address(name: str) -> str:
    """The address of a page, or "" while nobody serves it."""
    try:
        return markup.address(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=64)
def items(role: str, table: tuple[Item, ...]) -> tuple[tuple[str, str, str], ...]:
    """(label, address, icon) of the items a role may open."""
    seat = Seat(person_id=None, role=role, db_role=DbRole.PUBLIC)  # only the role is asked for
    found = (
        (item.label, item.fragment or address(item.url), item.icon)
        for item in table
        if not item.obj or access.may(seat, item.action, item.obj)
    )
    return tuple(entry for entry in found if entry[1])
