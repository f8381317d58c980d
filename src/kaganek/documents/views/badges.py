"""One's own certificate as an Open Badge; keys, issuers and status lists for programs that check one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from kaganek.core.access import needs, public
from kaganek.core.attachments import attachment
from kaganek.core.seats import SeatedRequest
from kaganek.documents.models import Certificate
from kaganek.documents.services import badges
from kaganek.people.models import Office

KEPT = 3600  # seconds that a status list may be kept on the way (D-08)
MOST_LISTS = 10_000
LINKED_DATA = "application/ld+json"


@require_GET
@needs("view", "documents.badge")
def badge(request: SeatedRequest, certificate_id: int, fmt: str) -> HttpResponse:
    """The badge of a certificate that stands, as a picture (png) or as plain text for a wallet (jwt)."""
    standing = Certificate.objects.filter(pk=certificate_id, replaced_at=None, revoked_at=None)
    found = standing.select_related("person", "project").first()
    if found is None or fmt not in ("png", "jwt"):
        raise Http404
    name = f"odznaka-{found.number.replace('/', '-')}.{fmt}"
    email = found.person.email
    if fmt == "png":
        return attachment(badges.badge_picture(found, email=email), name=name, content_type="image/png")
    token = badges.badge_token(found, email=email).encode()
    return attachment(token, name=name, content_type="application/vc+jwt")


@require_GET
@public
@cache_control(public=True, max_age=KEPT)
def keys(request: HttpRequest) -> JsonResponse:
    """All public keys (JWKS)."""
    return JsonResponse({"keys": badges.public_keys()})


@require_GET
@public
@cache_control(public=True, max_age=KEPT)
def key(request: HttpRequest, kid: str) -> JsonResponse:
    """One public key by its thumbprint (JWK)."""
    found = next((one for one in badges.public_keys() if one["kid"] == kid), None)
    if found is None:
        raise Http404
    return JsonResponse(found)


@require_GET
@public
@cache_control(public=True, max_age=KEPT)
def issuer(request: HttpRequest, organiser_id: int) -> JsonResponse:
    """Who issues (an Open Badges profile)."""
    try:
        profile = badges.issuer_profile(organiser_id)
    except Office.DoesNotExist:
        raise Http404 from None
    return JsonResponse(profile, content_type=LINKED_DATA)


@require_GET
@public
@cache_control(public=True, max_age=KEPT)
def status(request: HttpRequest, organiser_id: int, number: int) -> HttpResponse:
    """Which badges hold no more (a Bitstring Status List); places only, nobody's name."""
    if number >= MOST_LISTS:
        raise Http404
    try:
        token = badges.status_token(organiser_id, number, at=timezone.now())
    except Office.DoesNotExist:
        raise Http404 from None
    return HttpResponse(token, content_type="application/vc+jwt")
