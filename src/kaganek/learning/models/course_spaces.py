"""Who reads the space of a course: for `communication.audiences`."""

from __future__ import annotations

from kaganek.communication.models.audiences import ADVISED, OWN_PROJECT
from kaganek.core.dbroles import DbRole

SOURCE = "learning.course:"  # before the number of a course

# People who take the course in that project now, whatever their office; superiors do not listen.
_TAKES_IT = """
source IN (
    SELECT 'learning.course:' || p.course_id FROM learning_courseprogress p
    WHERE p.person_id = {ME} AND p.project_id = communication_space.project_id AND p.enrolment_id IN (
        SELECT e.id FROM programmes_enrolment e WHERE e.person_id = {ME} AND e.left_at IS NULL
    )
)
"""
_PROGRAMMES_OWN = "{ME} > 0 AND source IN (SELECT 'learning.course:' || c.id FROM learning_course c WHERE c.office_id IS NULL)"

READERS = {
    DbRole.PERSON: _TAKES_IT,
    DbRole.ADVISER: ADVISED,
    DbRole.PROJECT: OWN_PROJECT,
    DbRole.EDITOR: _PROGRAMMES_OWN,  # who write courses answer questions about them
}
