"""The database roles behind the seats: who may touch which table at all (row-level security's subject).

`APP` is what the web server and the worker log in as: it reaches accounts and sessions, and no
table of an office. Every other role is taken on for one transaction by `seats.seated`.
See docs/decisions/0003-row-level-security.md.
"""

from __future__ import annotations

from enum import StrEnum


class DbRole(StrEnum):
    APP = "kaganek_app"  # signed in to the database, nobody yet to us
    PERSON = "kaganek_person"  # own rows
    OFFICE = "kaganek_office"  # rows of the offices in app.offices
    PROJECT = "kaganek_project"  # rows of the projects in app.projects
    ADVISER = "kaganek_adviser"  # rows of the projects in app.projects and of the offices in app.offices
    GLOBAL = "kaganek_global"  # all rows: platform supplier, national operator, jobs
    READER = "kaganek_reader"  # all rows, reading only: auditor
    EDITOR = "kaganek_editor"  # content of courses and portal, no person
    PUBLIC = "kaganek_public"  # published things


SEAT_ROLES = tuple(role for role in DbRole if role is not DbRole.APP)
