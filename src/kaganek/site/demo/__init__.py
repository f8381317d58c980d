"""The demonstration: one project, its offices, people at every stage, one password for all.

Refuses production settings (site.configuration.demo_allowed). Nothing in it is about a real person.
"""

from kaganek.site.demo.load import load
from kaganek.site.demo.people import ACCOUNTS, PASSWORD

__all__ = ["ACCOUNTS", "PASSWORD", "load"]
