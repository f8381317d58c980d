"""Letters that come in: read in a fenced child, told apart (person, automat, bounce, loop), cut to the writer's own words."""

from kaganek.lib.mail_in.addresses import Reply, reply_address, reply_of
from kaganek.lib.mail_in.guarded import read_mail
from kaganek.lib.mail_in.judging import vouches
from kaganek.lib.mail_in.model import Attached, Bounce, Incoming, Kind, Limits, Unreadable

__all__ = [
    "Attached",
    "Bounce",
    "Incoming",
    "Kind",
    "Limits",
    "Reply",
    "Unreadable",
    "read_mail",
    "reply_address",
    "reply_of",
    "vouches",
]
