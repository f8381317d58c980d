"""Taking turns where nothing else makes the same form, sent twice at the same moment, wait for itself."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from django.db import connection

# The same words within it are one deed, where the form has no key of its own and nothing else tells the two apart.
AGAIN = timedelta(minutes=2)


def take_turn(*what: object) -> None:
    """Until the transaction ends nobody else passes with the same `what`: what the first wrote, the second finds.

    what  the key of a form, or words that name the deed and whose it is.
    """
    text = "\x1f".join(str(one) for one in what).encode()
    key = int.from_bytes(blake2b(text, digest_size=8).digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
