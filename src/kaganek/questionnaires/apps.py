from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "kaganek.questionnaires"

    def ready(self) -> None:
        from kaganek.core.notices import add_kinds
        from kaganek.questionnaires import access  # noqa: F401
        from kaganek.questionnaires.forms.catalogue import CORE
        from kaganek.questionnaires.rules.kinds import kinds
        from kaganek.questionnaires.services import consents, telling

        for key, kind in CORE.items():
            kinds.add(key, kind)
        add_kinds(telling.NOTICES)
        add_kinds(consents.NOTICES)
