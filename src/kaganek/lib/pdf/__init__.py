"""Tagged PDF files (PDF/UA-1) set by Typst: certificates, log-in slips, published reports."""

from kaganek.lib.pdf.certificate import CertificateFacts, certificate
from kaganek.lib.pdf.report import Bar, BarChart, Cell, Column, KeyFigure, ReportDoc, ReportTable, report
from kaganek.lib.pdf.slips import Slip, slips

__all__ = [
    "Bar",
    "BarChart",
    "Cell",
    "CertificateFacts",
    "Column",
    "KeyFigure",
    "ReportDoc",
    "ReportTable",
    "Slip",
    "certificate",
    "report",
    "slips",
]
