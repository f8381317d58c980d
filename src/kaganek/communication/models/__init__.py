from kaganek.communication.models.announcements import Announcement, AnnouncementReceipt
from kaganek.communication.models.audiences import Audience, Due, audiences
from kaganek.communication.models.chat import ChatLine, ChatRoom, ChatVisit
from kaganek.communication.models.contacts import OfficeContact
from kaganek.communication.models.faq import FaqEntry
from kaganek.communication.models.forum import (
    AbuseReport,
    Moderation,
    Post,
    PostFile,
    SpaceFollow,
    Topic,
    TopicFollow,
)
from kaganek.communication.models.inbound import IncomingMail
from kaganek.communication.models.messages import ContactCard, Conversation, Message
from kaganek.communication.models.questions import (
    Question,
    QuestionFile,
    QuestionMessage,
    QuestionNote,
    ReadyAnswer,
    ReadyAnswerUse,
    SubjectAdviser,
)
from kaganek.communication.models.spaces import Space, SpaceOffice

__all__ = [
    "AbuseReport",
    "Announcement",
    "AnnouncementReceipt",
    "Audience",
    "ChatLine",
    "ChatRoom",
    "ChatVisit",
    "ContactCard",
    "Conversation",
    "Due",
    "FaqEntry",
    "IncomingMail",
    "Message",
    "Moderation",
    "OfficeContact",
    "Post",
    "PostFile",
    "Question",
    "QuestionFile",
    "QuestionMessage",
    "QuestionNote",
    "ReadyAnswer",
    "ReadyAnswerUse",
    "Space",
    "SpaceFollow",
    "SpaceOffice",
    "SubjectAdviser",
    "Topic",
    "TopicFollow",
    "audiences",
]
