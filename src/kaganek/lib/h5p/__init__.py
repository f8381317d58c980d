"""H5P content being played: the core that is fetched apart, the page it runs in, what its statements are worth.

core.py        the pinned release of the core (GPL-3.0), which is no part of this product
page.py        the page of a package in its frame
statements.py  the judgement of a message
answers.py     questions and answers for people to read
words.py       the same messages in Polish
"""

from kaganek.lib.h5p.answers import h5p_answers
from kaganek.lib.h5p.core import CORE, CoreFault, core_in, install_core
from kaganek.lib.h5p.page import PageFault, page_of
from kaganek.lib.h5p.statements import SILENT, judge_said, resumed

__all__ = (
    "CORE",
    "SILENT",
    "CoreFault",
    "PageFault",
    "core_in",
    "h5p_answers",
    "install_core",
    "judge_said",
    "page_of",
    "resumed",
)
