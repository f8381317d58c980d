from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "kaganek.reporting"

    def ready(self) -> None:
        from kaganek.core.jobs import job_handlers
        from kaganek.core.notices import add_kinds
        from kaganek.core.outbox import letter_kinds
        from kaganek.reporting import access, jobs  # noqa: F401
        from kaganek.reporting.queries.definitions import report_definitions
        from kaganek.reporting.queries.definitions.shipped import DEFINITIONS
        from kaganek.reporting.queries.indicators import countings
        from kaganek.reporting.queries.indicators.shipped import COUNTINGS
        from kaganek.reporting.services import indicators, issues, letters, reminders, schedules

        add_kinds(letters.NOTICES)
        for one in DEFINITIONS:
            report_definitions.add(one.key, one)
        for way in COUNTINGS:
            countings.add(way.key, way)
        letter_kinds.add(schedules.KIND, letters.delivery)
        job_handlers.add(schedules.DELIVERING, jobs.deliver)
        letter_kinds.add(reminders.KIND, letters.reminder)
        job_handlers.add(issues.FREEZING, jobs.freeze)
        job_handlers.add(indicators.FREEZING, jobs.freeze_indicators)
