"""Pages that belong to the design system itself."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaganek.core import style_samples
from kaganek.core.access import public


@require_GET
@public
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every shared part with sample data: look here before making a new one."""
    return render(request, "ui/style_guide.html", style_samples.context(today=date(2026, 11, 20)))
