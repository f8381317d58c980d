"""A whole course as one file (ZIP): written, read from outside within limits, refused in words."""

from kaganek.lib.courses.model import CourseData, CourseRefused, Fault
from kaganek.lib.courses.reading import CourseFile, opened_course
from kaganek.lib.courses.writing import write_course, zipped_again

__all__ = [
    "CourseData",
    "CourseFile",
    "CourseRefused",
    "Fault",
    "opened_course",
    "write_course",
    "zipped_again",
]
