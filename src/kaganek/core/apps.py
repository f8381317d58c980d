from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "kaganek.core"

    def ready(self) -> None:
        from kaganek.core import access_rows, alphabet  # noqa: F401  the rows of core's own tables
        from kaganek.core.jobs import job_handlers
        from kaganek.core.notices import digests
        from kaganek.core.notices.catalogue import letter_names
        from kaganek.core.outbox import letter_kinds

        alphabet.put_in_force()
        job_handlers.add(digests.PREPARING, digests.prepare)
        letter_kinds.add(digests.DIGEST, digests.words)
        letter_names.add(digests.DIGEST, "Skrót dnia")
