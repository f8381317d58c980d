"""Signs of funding: which have a drawing, putting one in, the drawings themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kaganek.core.access import may, needs, public
from kaganek.core.seats import SeatedRequest
from kaganek.programmes.forms import SignForm
from kaganek.programmes.models import FundingSign
from kaganek.programmes.queries import row_to_draw
from kaganek.programmes.services.signs import ColourOnly, OddProportions, register_sign, row_with_files
from kaganek.programmes.terms import Period

FOREVER = "public, max-age=31536000, immutable"  # the address is the hash of what it gives


@require_http_methods(["GET", "POST"])
@needs("view", "programmes.fundingsign")
def signs(request: SeatedRequest) -> HttpResponse:
    """The rows of all periods as they are drawn now, and the form for one more drawing."""
    allowed = may(request.seat, "add", "programmes.fundingsign")
    if request.method == "POST" and not allowed:
        raise Http404
    form = SignForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _registered(request, form):
        return redirect("programmes:signs")
    rows = [(period.label, row_with_files(period.value, [])) for period in Period]
    context = {
        "form": form, "may_add": allowed,
        "periods": [(label, row_to_draw(row), row_to_draw(row, mono=True)) for label, row in rows],
    }  # fmt: skip
    return render(request, "programmes/signs.html", context, status=422 if form.errors else 200)


def _registered(request: SeatedRequest, form: SignForm) -> bool:
    data = form.cleaned_data
    try:
        register_sign(data["name"], data["variant"], data["file"], by=request.seat, at=timezone.now())
    except ColourOnly:
        form.add_error("variant", "Barwy RP pokazuje się tylko w kolorze. W jednym kolorze ciąg ich nie ma.")
    except OddProportions:
        form.add_error("file", "Proporcje nie pasują do tego znaku. Wybierz poziomą wersję z pakietu znaków.")
    else:
        messages.success(request, f"Znak zapisany: {data['name']}.")
        return True
    return False


@require_safe
@public
def sign_file(request: HttpRequest, digest: str) -> HttpResponse:
    found = FundingSign.objects.filter(sha256=digest).first()
    if found is None:
        raise Http404
    return HttpResponse(
        bytes(found.png),
        content_type="image/png",
        headers={"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"},
    )
