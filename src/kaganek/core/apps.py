from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "kaganek.core"

    def ready(self) -> None:
        from kaganek.core import access_rows  # noqa: F401  the rows of core's own tables
