"""The accounts that the sign-in page lists are those that the demonstration makes."""

from __future__ import annotations

from kaganek.people.services.passwords import fault_of
from kaganek.site.demo.logins import LOGINS
from kaganek.site.demo.people import OFFICE_PEOPLE, PASSWORD, PROJECT_PEOPLE


def test_the_sign_in_page_lists_the_accounts_that_the_demonstration_makes() -> None:
    assert sorted(login for _, login in LOGINS) == sorted([*OFFICE_PEOPLE, *PROJECT_PEOPLE])


def test_the_printed_password_keeps_the_rules_for_every_account() -> None:
    assert {fault_of(PASSWORD, about=[login, who]) for who, login in LOGINS} == {""}
