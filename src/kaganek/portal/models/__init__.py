"""Tables of the portal: content that everyone reads, and what strangers send to those who run it."""

from kaganek.portal.models.calendar import PortalEvent
from kaganek.portal.models.cases import Case
from kaganek.portal.models.content import Article, Publication, SitePage
from kaganek.portal.models.indexed import Indexed
from kaganek.portal.models.library import Material, MaterialCount, MaterialFile, MaterialVersion
from kaganek.portal.models.offer import JoinRequest, Offer
from kaganek.portal.models.offices import OfficeArticle
from kaganek.portal.models.programmes import ProgrammePage

__all__ = [
    "Article",
    "Case",
    "Indexed",
    "JoinRequest",
    "Material",
    "MaterialCount",
    "MaterialFile",
    "MaterialVersion",
    "Offer",
    "OfficeArticle",
    "PortalEvent",
    "ProgrammePage",
    "Publication",
    "SitePage",
]
