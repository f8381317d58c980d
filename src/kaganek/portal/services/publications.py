"""Reports released to everyone."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import slugify

from kaganek.core.seats import Seat
from kaganek.portal.models import Publication
from kaganek.reporting.services import issues


def publish(issue_id: int, *, by: Seat, at: datetime) -> Publication:
    """Show a reviewed report to everyone at an address of its own; done twice it is one publication.

    Raises issues.NotReviewed, issues.Rejected; a report out of reach does not exist: ReportIssue.DoesNotExist.
    """
    issue = issues.release(issue_id, by=by, at=at)
    project = str(issue.content["project"]["code"])
    slug = slugify(f"{project}-raport-{issue.shown_number.replace('/', '-')}")
    made, _ = Publication.objects.get_or_create(
        report=issue, defaults={"slug": slug, "published_at": issue.published_at or at}
    )
    return made
