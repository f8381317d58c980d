"""What our database roles may do with the tables of libraries; core/rls.py writes it after every migration."""

_ALL = "select insert update delete"
_EDITING = dict.fromkeys(("kaganek_editor", "kaganek_office", "kaganek_global", "kaganek_app"), _ALL)
_AUTHORS = {"kaganek_editor": _ALL, "kaganek_office": _ALL, "kaganek_global": _ALL}

# {prefix: {database role: verbs, "*": every other role}}; the first prefix that fits holds
GUEST_TABLE_RIGHTS = {
    "wagtailusers": {
        "kaganek_app": _ALL,
        "kaganek_editor": "select insert update",
        "kaganek_office": "select insert update",
    },
    "wagtailcore_revision": _AUTHORS,  # drafts
    "wagtail": _EDITING | {"*": "select"},
    "taggit": _EDITING | {"*": "select"},
    "django_content_type": {"*": "select"},
    "auth_": dict.fromkeys(("kaganek_app", "kaganek_editor", "kaganek_office", "kaganek_global"), "select"),
    "procrastinate": {"kaganek_app": _ALL},
}

# Rows of libraries' tables that a role is held to; {OFFICES} are those of the seat. A lesson or quiz of an office is
# written by that office alone, so are the versions kept of it, and its pictures and files lie on the office's shelf.
_OWN_COURSE = "course_id IN (SELECT id FROM learning_course WHERE office_id = ANY {OFFICES})"
_TYPE = "(SELECT id FROM django_content_type WHERE app_label = 'learning' AND model = '%s')"
_OWN_LESSON = "object_id IN (SELECT id::text FROM learning_lesson WHERE " + _OWN_COURSE + ")"  # noqa: S608 - all ours
_OWN_QUIZ = "object_id IN (SELECT id::text FROM learning_quizdraft WHERE " + _OWN_COURSE + ")"  # noqa: S608 - all ours
_OWN_VERSION = (
    f"(content_type_id = {_TYPE % 'lesson'} AND {_OWN_LESSON})"
    f" OR (content_type_id = {_TYPE % 'quizdraft'} AND {_OWN_QUIZ})"
)
_SHELF = "IN (SELECT collection_id FROM learning_officeshelf WHERE office_id = ANY {OFFICES})"
_ANY_SHELF = "IN (SELECT collection_id FROM learning_officeshelf)"
_FILES = {"kaganek_office": f"collection_id {_SHELF}", "kaganek_editor": f"NOT collection_id {_ANY_SHELF}"}
GUEST_TABLE_POLICIES = {
    # Wagtail's log asks for the account of the one who works: an office's administrator reads the own one alone.
    "people_account": {
        "kaganek_office": "id IN (SELECT account_id FROM people_membership WHERE person_id = {ME})",
    },
    "wagtailcore_revision": {"kaganek_office": _OWN_VERSION},
    "wagtailimages_image": _FILES,
    "wagtaildocs_document": _FILES,
    "wagtailcore_collection": {
        "kaganek_office": f"id {_SHELF} OR depth = 1",  # the root is Wagtail's own
        "kaganek_editor": f"NOT id {_ANY_SHELF}",
    },
}
