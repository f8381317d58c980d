from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kaganek.portal"

    def ready(self) -> None:
        from kaganek.portal import access  # noqa: F401
