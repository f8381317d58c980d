"""The words of letters about questions, written when they leave, and the headers that keep a thread together."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from kaganek.communication.models import Question, QuestionFile, QuestionMessage
from kaganek.communication.services.questions.posting import mark, reply_to
from kaganek.communication.terms import Desk, QuestionState, Side
from kaganek.core.models import Letter
from kaganek.core.outbox import Words
from kaganek.lib.mail_in.judging import MARK
from kaganek.lib.mail_in.quotes import ABOVE
from kaganek.lib.polish import long_date

BY_MAIL = "Możesz odpowiedzieć na ten e-mail. Pisz nad tą linią; załączniki też przyjmiemy."
ON_PAGE = "Odpowiedz na stronie. Na ten e-mail nie odpowiadaj: nikt go nie przeczyta."


def asked(letter: Letter) -> Words | None:
    """What somebody asks, for the one who answers; nothing when it was answered or closed meanwhile."""
    question = _question(letter)
    if question is None or question.state not in (QuestionState.OPEN, QuestionState.WAITING):
        return None
    said = _message(letter.facts.get("message")) or _last(question)
    desk = "Pytanie do konsultanta" if question.desk == Desk.CONTENT else "Zgłoszenie do pomocy technicznej"
    about = f"Dotyczy: {question.about_title}\n" if question.about_title else ""
    head = (
        f"{desk} {question.pk}\n{question.asker_name}, {question.office.office_name}\n{about}"
        f"Odpowiedź obiecana do: {long_date(question.promised_on)}\n"
    )
    return _words(letter, question, f"{head}\n{_said(said)}")


def answered(letter: Letter) -> Words | None:
    """An answer, for the one who asked."""
    question, said = _question(letter), _message(letter.facts["message"])
    if question is None or said is None:
        return None
    return _words(letter, question, f"{said.author_name} ({said.author_role}) odpowiada:\n\n{_said(said)}")


def _words(letter: Letter, question: Question, text: str) -> Words:
    back = reply_to(question.pk, letter.person or 0)
    above = f"---- {ABOVE} ----\n\n" if back else ""
    page = settings.BASE_URL + reverse("communication:question", args=[question.pk])
    body = f"{above}Dzień dobry,\n\n{text}\n\n{BY_MAIL if back else ON_PAGE}\n\nOtwórz pytanie: {page}\n"
    return Words(
        f"[Pytanie {question.pk}] {question.subject}", body, reply_to=back, headers=_headers(question)
    )


def _headers(question: Question) -> dict[str, str]:
    """Mail programs show letters with the same root as one conversation, whoever wrote them."""
    root = f"<question-{question.pk}@{settings.MAIL_IN_DOMAIN or 'kaganek.invalid'}>"
    by_mail = QuestionMessage.objects.filter(question=question).exclude(mail_id="").order_by("-at", "-pk")
    last = by_mail.values_list("mail_id", flat=True).first()
    answers = f"<{last}>" if last else root
    return {"In-Reply-To": answers, "References": " ".join(dict.fromkeys((root, answers))), MARK: mark()}


def _said(message: QuestionMessage | None) -> str:
    if message is None:
        return ""
    names = list(QuestionFile.objects.filter(message=message).order_by("pk").values_list("name", flat=True))
    files = f"\n\nZałączniki (otworzysz je na stronie pytania): {', '.join(names)}" if names else ""
    return f"{message.text}{files}"


def _question(letter: Letter) -> Question | None:
    return Question.objects.select_related("office").filter(pk=letter.facts["question"]).first()


def _message(pk: int | None) -> QuestionMessage | None:
    return QuestionMessage.objects.filter(pk=pk).first() if pk else None


def _last(question: Question) -> QuestionMessage | None:
    """The asker's last words."""
    rows = QuestionMessage.objects.filter(question=question, side=Side.ASKER)
    return rows.order_by("-at", "-pk").first()
