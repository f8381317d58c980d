"""A sign that somebody uploads (a logo), drawn anew in a fenced child: what comes out is a small clean PNG."""

from kaganek.lib.marks.guarded import FILE_BYTES, MarkFault, MarkProblem, drawn_anew, explain

__all__ = ["FILE_BYTES", "MarkFault", "MarkProblem", "drawn_anew", "explain"]
