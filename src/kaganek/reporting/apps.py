from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "kaganek.reporting"

    def ready(self) -> None:
        from kaganek.reporting import access  # noqa: F401
