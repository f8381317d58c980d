from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kaganek.portal"

    def ready(self) -> None:
        from kaganek.core.notices import add_kinds
        from kaganek.core.notices.catalogue import letter_names
        from kaganek.core.outbox import letter_kinds
        from kaganek.portal import access  # noqa: F401
        from kaganek.portal.services import cases, letters, offer, receipts, review_days, telling

        add_kinds((*telling.NOTICES, *review_days.NOTICES))
        letter_kinds.add(offer.DECIDED, letters.join_decided)
        letter_kinds.add(cases.ANSWERED, letters.case_answered)
        letter_kinds.add(cases.PUT_OFF, letters.case_put_off)
        letter_kinds.add(receipts.CASE_RECEIVED, letters.case_received)
        letter_kinds.add(receipts.JOIN_RECEIVED, letters.join_received)
        letter_names.add(receipts.CASE_RECEIVED, "Potwierdzenie przyjęcia sprawy")
        letter_names.add(receipts.JOIN_RECEIVED, "Potwierdzenie przyjęcia prośby o udział")
        letter_names.add(offer.DECIDED, "Decyzja w sprawie zgłoszenia do udziału")
        letter_names.add(cases.ANSWERED, "Odpowiedź na zgłoszenie ze strony")
        letter_names.add(cases.PUT_OFF, "Nowy termin odpowiedzi na zgłoszenie")
