"""The sign-in page lists the demonstration's accounts without knowing the demonstration; here both meet."""

from __future__ import annotations

from kaganek.people.services.passwords import fault_of
from kaganek.people.terms import DEMO_LOGINS
from kaganek.site.demo.people import ACCOUNTS, PASSWORD


def test_the_sign_in_page_lists_the_accounts_that_the_demonstration_makes() -> None:
    assert sorted(login for _, login in DEMO_LOGINS) == sorted(login for login, _ in ACCOUNTS)


def test_the_printed_password_keeps_the_rules_for_every_account() -> None:
    assert {fault_of(PASSWORD, about=[login, who]) for login, who in ACCOUNTS} == {""}
