"""What learning tells people about: its rows of the catalogue of notices."""

from __future__ import annotations

from kaganek.core.models import Way
from kaganek.core.notices import Group, NoticeKind
from kaganek.learning.services import deadlines, moves, plans, renewals, reviews
from kaganek.learning.services import telling as study
from kaganek.learning.services.tasks import handing, reminders, reviewing, telling

GRADERS = ("consultant", "coordinator")
AUTHORS = ("expert", "office_coordinator", "it_admin", "supervisor")

NOTICES = (
    NoticeKind(study.GIVEN, "Nowe szkolenia", Group.STUDY),
    NoticeKind(study.EXTENDED, "Zmieniony termin szkolenia", Group.STUDY),
    NoticeKind(study.ALLOWED, "Zmiana czasu lub podejść w teście", Group.TASKS),
    NoticeKind(renewals.LETTER, "Szkolenie do odnowienia", Group.STUDY),
    NoticeKind(deadlines.COMING, "Zbliża się termin szkolenia", Group.STUDY),
    NoticeKind(deadlines.LATE, "Termin szkolenia minął", Group.STUDY),
    NoticeKind(
        deadlines.ESCALATED,
        "Ktoś jest długo po terminie",
        Group.OFFICE,
        roles=("supervisor", "office_coordinator"),
    ),
    NoticeKind(moves.MOVED, "Nowe wydanie szkolenia, które trwa", Group.STUDY),
    NoticeKind("learning.graded", "Ocena wypowiedzi w teście", Group.TASKS),
    NoticeKind(telling.GIVEN, "Nowe zadanie", Group.TASKS),
    NoticeKind(telling.MOVED, "Zmieniony termin zadania", Group.TASKS),
    NoticeKind(reminders.COMING, "Zbliża się termin zadania", Group.TASKS),
    NoticeKind(reminders.LATE, "Termin zadania minął", Group.TASKS),
    NoticeKind(telling.HANDED, "Zespół oddał pracę", Group.TASKS, Way.APP),
    NoticeKind(telling.WAITS, "Praca do oceny", Group.TASKS, Way.DIGEST, roles=GRADERS),
    NoticeKind(
        telling.ASKED,
        "Pytanie o zgodę na przykład",
        Group.OFFICE,
        roles=("supervisor", "office_coordinator"),
    ),
    NoticeKind(handing.RECEIPT, "Potwierdzenie oddania zadania", Group.TASKS),
    NoticeKind(reviewing.REVIEWED, "Ocena oddanego zadania", Group.TASKS),
    NoticeKind(reviews.ASKED, "Prośba o recenzję lekcji", Group.CONTENT, roles=AUTHORS),
    NoticeKind(reviews.ANSWERED, "Odpowiedź recenzenta", Group.CONTENT, roles=AUTHORS),
    NoticeKind(reviews.REMARK, "Uwaga w tekście lekcji", Group.CONTENT, Way.DIGEST, roles=AUTHORS),
    NoticeKind(plans.PLANNED, "Zaplanowane wydanie szkolenia", Group.CONTENT, Way.NOW, roles=AUTHORS),
)
