"""Tables of questionnaires: forms as they are built, as they were published, and what came back."""

from kaganek.questionnaires.models.building import (
    Form,
    FormAgreement,
    FormQuestion,
    FormSection,
    FormVersion,
    PrivacyNotice,
)
from kaganek.questionnaires.models.filling import Answer, Disposal, FormFile, FormKnock, Response

__all__ = [
    "Answer",
    "Disposal",
    "Form",
    "FormAgreement",
    "FormFile",
    "FormKnock",
    "FormQuestion",
    "FormSection",
    "FormVersion",
    "PrivacyNotice",
    "Response",
]
