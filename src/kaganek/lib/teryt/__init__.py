"""The official register of units of local government (TERC, part of TERYT): reading, judging, comparing."""

from kaganek.lib.teryt.changes import Change, ChangeKind, Known, diff
from kaganek.lib.teryt.explain import explain
from kaganek.lib.teryt.guarded import read_terc_guarded
from kaganek.lib.teryt.model import VOIVODESHIPS, Kind, Register, TercFault, TercProblem, Unit
from kaganek.lib.teryt.register import read_terc

__all__ = [
    "VOIVODESHIPS",
    "Change",
    "ChangeKind",
    "Kind",
    "Known",
    "Register",
    "TercFault",
    "TercProblem",
    "Unit",
    "diff",
    "explain",
    "read_terc",
    "read_terc_guarded",
]
