"""`migrate` that never leaves a table without its policies."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from kaganek.core.rls import ensure_roles, secure


class Command(migrate.Command):
    help = "Bring the database up to date, then write rights and row-level policies anew."

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_roles()
        super().handle(*args, **options)
        if not (options.get("plan") or options.get("check_unapplied") or options.get("app_label")):
            secure()
