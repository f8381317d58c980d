"""Notes of what changed, for sums that are kept beside the rows."""

from __future__ import annotations

from kaganek.learning.models import ProgressChange


def take_changes(project_id: int) -> set[int]:
    """The offices of a project whose progress changed since this was last asked; they are forgotten here.

    Call as the system, in the transaction that makes the sums anew: if it fails, nothing is forgotten.
    What commits after the answer leaves a note of its own.
    """
    notes = ProgressChange.objects.filter(project=project_id)
    taken = dict(notes.values_list("pk", "office_id"))
    ProgressChange.objects.filter(pk__in=taken).delete()
    return set(taken.values())
