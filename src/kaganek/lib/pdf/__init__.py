"""Tagged PDF files (PDF/UA-1) set by Typst: certificates, log-in slips, published reports, transcripts."""

from kaganek.lib.pdf.badge import badge
from kaganek.lib.pdf.certificate import CertificateFacts, certificate
from kaganek.lib.pdf.listing import ListingDoc, listing
from kaganek.lib.pdf.report import Bar, BarChart, Cell, Column, KeyFigure, ReportDoc, ReportTable, report
from kaganek.lib.pdf.signs import Mark, marks_by_hash, marks_of
from kaganek.lib.pdf.slips import Slip, slips
from kaganek.lib.pdf.transcript import Earned, Transcript, transcript

__all__ = [
    "Bar",
    "BarChart",
    "Cell",
    "CertificateFacts",
    "Column",
    "Earned",
    "KeyFigure",
    "ListingDoc",
    "Mark",
    "ReportDoc",
    "ReportTable",
    "Slip",
    "Transcript",
    "badge",
    "certificate",
    "listing",
    "marks_by_hash",
    "marks_of",
    "report",
    "slips",
    "transcript",
]
