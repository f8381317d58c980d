from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "kaganek.site"
    label = "site"
