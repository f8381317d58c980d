"""The content editor's page that asks whether a draft is to go, and says why one stays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.snippets.views.snippets import DeleteView

from kaganek.learning.models import Course, Lesson, QuizDraft, Rubric
from kaganek.learning.services.unwanted import Kept, delete_unwanted, why_kept

USED = "Nic nie zostało usunięte, bo coś w Kaganku już z tego korzysta: {}."
WHY = {
    (Lesson, "published"): "Lekcja „{}” była już gotowa do wydania, więc zostaje. Możesz ją poprawić.",
    (Lesson, "reviewed"): "Lekcja „{}” ma recenzje albo uwagi innych osób, więc zostaje.",
    (QuizDraft, "published"): "Test „{}” był już gotowy do wydania, więc zostaje. Możesz go poprawić.",
    (Course, "published"): "Szkolenie „{}” było już wydane, więc zostaje: mówią o nim wyniki i certyfikaty.",
    (Course, "full"): "Szkolenie „{}” ma lekcje albo test. Usuń je najpierw, a potem szkolenie.",
    (Rubric, "used"): "Kryteria „{}” są w teście albo w zadaniu, więc zostają.",
}


class DeleteUnwantedView(DeleteView):
    """Wagtail's question and our deed; what was ever used leads back to its page with the reason."""

    success_message = "Usunięto: %(object)s."

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if reason := why_kept(self.object):
            return self.refused(reason)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            delete_unwanted(self.object, by=self.request.seat)
        except Kept as kept:
            return self.refused(kept.reason)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())

    def refused(self, reason: str) -> HttpResponse:
        words = WHY.get((type(self.object), reason), USED)
        messages.error(self.request, words.format(self.object))
        return redirect(reverse(self.edit_url_name, args=[self.object.pk]))
