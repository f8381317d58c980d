from django.apps import AppConfig


class CommunicationConfig(AppConfig):
    name = "kaganek.communication"

    def ready(self) -> None:
        from kaganek.communication import access  # noqa: F401

        self._spaces()
        self._streams()
        self._news()
        self._questions()
        self._cards()

    def _cards(self) -> None:
        """What communication shows on pages of the floors below."""
        from kaganek.communication import cards
        from kaganek.people.queries.panels import person_panels

        person_panels.add("communication.mail", cards.mail_panel)

    def _streams(self) -> None:
        """What can be listened to live."""
        from kaganek.communication.queries.chat import CHAT, FEED
        from kaganek.core.streams import feeds

        feeds.add(CHAT, FEED)

    def _spaces(self) -> None:
        """Who reads what."""
        from kaganek.communication.models import audiences
        from kaganek.communication.queries.audiences import GROUP, OFFICE, PROJECT
        from kaganek.communication.terms import SpaceKind

        audiences.add(SpaceKind.OFFICE.value, OFFICE)
        audiences.add(SpaceKind.GROUP.value, GROUP)
        audiences.add(SpaceKind.PROJECT.value, PROJECT)

    def _news(self) -> None:
        """What people are told of."""
        from kaganek.communication import jobs
        from kaganek.communication.services import announcements, bounced, calling, calls
        from kaganek.communication.services.forum.telling import NOTICES, TELLING
        from kaganek.core.jobs import job_handlers
        from kaganek.core.notices import add_kinds
        from kaganek.core.outbox import letter_kinds

        job_handlers.add(TELLING, jobs.tell_followers)
        job_handlers.add(announcements.TELLING, jobs.tell_announcement)
        add_kinds((*NOTICES, *calling.NOTICES, *calls.NOTICES))
        add_kinds(announcements.NOTICES)
        add_kinds(bounced.NOTICES)
        letter_kinds.add(announcements.ANNOUNCED, announcements.announced_words)
        letter_kinds.add(announcements.REMINDED, announcements.reminder_words)

    def _questions(self) -> None:
        """Answers by e-mail, both ways."""
        from kaganek.communication import jobs
        from kaganek.communication.services import held, inbound
        from kaganek.communication.services.questions import letters, posting, promises
        from kaganek.core.jobs import job_handlers
        from kaganek.core.notices import add_kinds
        from kaganek.core.outbox import letter_kinds

        job_handlers.add(inbound.JOB, jobs.take_mail)
        add_kinds((*posting.NOTICES, *promises.NOTICES, *held.NOTICES))
        letter_kinds.add(posting.ASKED, letters.asked)
        letter_kinds.add(posting.ANSWERED, letters.answered)
