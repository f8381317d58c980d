"""Who signed in: accounts by login, through the account door alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from kaganek.core.prepared import prepared
from kaganek.people.models import Account


@prepared
def _account(account: int) -> QuerySet[Account]:
    return Account.objects.filter(pk=account)


class AccountBackend(ModelBackend):
    """Django's backend without its own sign-in: people.services.sign_in judges passwords and limits."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, **credentials: Any
    ) -> None:
        return None

    def get_user(self, user_id: int) -> Account | None:
        account = _account.first(account=int(user_id))
        return account if account and account.is_active else None
