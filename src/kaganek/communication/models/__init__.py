from kaganek.communication.models.audiences import Audience, Due, audiences
from kaganek.communication.models.spaces import Space, SpaceOffice

__all__ = ["Audience", "Due", "Space", "SpaceOffice", "audiences"]
