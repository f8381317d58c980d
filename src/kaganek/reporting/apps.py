from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "kaganek.reporting"

    def ready(self) -> None:
        from kaganek.core.outbox import letter_kinds
        from kaganek.reporting import access  # noqa: F401
        from kaganek.reporting.services import letters, reminders

        letter_kinds.add(reminders.KIND, letters.reminder)
