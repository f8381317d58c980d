"""Tables that people upload (XLSX, XLS, ODS, CSV), read in a child process with limits."""

from kaganek.lib.sheets.explain import explain
from kaganek.lib.sheets.model import Fault, Limits, Row, Sheet, SheetFault
from kaganek.lib.sheets.reader import read_table

__all__ = ["Fault", "Limits", "Row", "Sheet", "SheetFault", "explain", "read_table"]
