"""Sessions in our own table, so that one account's sessions can be listed and ended at once.

A session lives 12 hours at most and ends after idling (60 minutes for staff, 3 hours for
participants). It is written when its data change and at most once a minute to note that it is
alive, so an ordinary page costs one read. Source: promises.md B5.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from kaganek.core.prepared import prepared

NOTE_EVERY = timedelta(minutes=1)


@prepared
def _live(key: str, now: datetime) -> QuerySet[Any]:
    return apps.get_model("people", "Session").objects.filter(session_key=key, expire_date__gt=now)


def idle_too_long(session_data: str, seen_at: datetime, now: datetime) -> bool:
    """Whether a session with these data, as they are kept, has ended for want of any sign of life."""
    return _idle(SessionStore().decode(session_data), seen_at, now)


def _idle(data: dict[str, Any], seen_at: datetime, now: datetime) -> bool:
    return now - seen_at > timedelta(seconds=data.get("idle", settings.SESSION_IDLE_STAFF))


class SessionStore(db.SessionStore):
    """The database store over `people.Session`, with both time limits."""

    note: bool = False  # alive, to be noted when the answer leaves
    row: Any = None
    data: dict[str, Any]

    @classmethod
    def get_model_class(cls) -> Any:
        return apps.get_model("people", "Session")

    def load(self) -> dict[str, Any]:
        """As Django's, with the signature of the data checked once and not twice."""
        return self.data if self._get_session_from_db() else {}

    def _get_session_from_db(self) -> Any:
        now = timezone.now()
        found = self.live(str(self.session_key), now)
        if found is None:
            self._session_key = None
            return None
        self.data = self.decode(found.session_data)
        if _idle(self.data, found.seen_at, now):
            self._session_key = None
            return None
        self.row, self.note = found, now - found.seen_at > NOTE_EVERY
        return found

    def live(self, key: str, now: datetime) -> Any:
        """The session's row while its time is not up."""
        return _live.first(key=key, now=now)

    def flush(self) -> None:
        """Nothing of the old session lives on, its beginning included."""
        super().flush()
        self.row, self.note = None, False

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Keeps the first minute of the session: the absolute limit counts from signing in."""
        made: Any = super().create_model_instance(data)
        account = data.get("_auth_user_id")
        made.account_id = int(account) if account else None
        made.browser = str(data.get("browser", ""))[:200]
        if self.row is not None and self.row.account_id == made.account_id:  # a new key keeps the limit
            made.began_at = self.row.began_at
            made.expire_date = self.row.expire_date
        else:
            made.began_at = timezone.now()
        made.seen_at = timezone.now()
        return made


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's own, and the note that a session is alive."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        session: Any = request.session
        if getattr(session, "note", False) and not session.modified and session.session_key:
            session.get_model_class().objects.filter(pk=session.session_key).update(seen_at=timezone.now())
        return super().process_response(request, response)
