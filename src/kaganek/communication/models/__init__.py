from kaganek.communication.models.audiences import Audience, Due, audiences
from kaganek.communication.models.chat import ChatLine, ChatRoom, ChatVisit
from kaganek.communication.models.spaces import Space, SpaceOffice

__all__ = ["Audience", "ChatLine", "ChatRoom", "ChatVisit", "Due", "Space", "SpaceOffice", "audiences"]
