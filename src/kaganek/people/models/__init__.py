from kaganek.people.models.accounts import Account, OneTimeCode, Session, SignInAttempt
from kaganek.people.models.advising import AdvisedOffice
from kaganek.people.models.offices import Office, OfficeState, RegisterDraft, RegisterImport
from kaganek.people.models.persons import ImportDraft, Membership, Person

__all__ = [
    "Account",
    "AdvisedOffice",
    "ImportDraft",
    "Membership",
    "Office",
    "OfficeState",
    "OneTimeCode",
    "Person",
    "RegisterDraft",
    "RegisterImport",
    "Session",
    "SignInAttempt",
]
