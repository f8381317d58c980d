from kaganek.communication.models.audiences import Audience, Due, audiences
from kaganek.communication.models.chat import ChatLine, ChatRoom, ChatVisit
from kaganek.communication.models.forum import AbuseReport, Moderation, Post, PostFile, Topic, TopicFollow
from kaganek.communication.models.messages import ContactCard, Conversation, Message
from kaganek.communication.models.spaces import Space, SpaceOffice

__all__ = [
    "AbuseReport",
    "Audience",
    "ChatLine",
    "ChatRoom",
    "ChatVisit",
    "ContactCard",
    "Conversation",
    "Due",
    "Message",
    "Moderation",
    "Post",
    "PostFile",
    "Space",
    "SpaceOffice",
    "Topic",
    "TopicFollow",
    "audiences",
]
