from kaganek.learning.models.assigning import AssignmentHit, AssignmentRule
from kaganek.learning.models.bank import BankCategory, BankImport, BankImportLine, BankQuestion, BankVersion
from kaganek.learning.models.content import Course, CourseModule, Lesson, Question, Quiz, QuizDraft
from kaganek.learning.models.edition_quiz import EditionQuestion, EditionQuiz, QuestionCorrection
from kaganek.learning.models.editions import CourseEdition, EditionCorrection, EditionLesson, LessonText
from kaganek.learning.models.examples import ShownExample, ShownExampleFile, TaskExample, TaskExampleFile
from kaganek.learning.models.exchange import CourseExport, CourseImport
from kaganek.learning.models.extensions import DeadlineChange, DeadlineEscalation, DeadlineExtension
from kaganek.learning.models.feeds import DeadlineFeed
from kaganek.learning.models.margins import LessonMargin
from kaganek.learning.models.moves import EditionMove
from kaganek.learning.models.overrides import GateOverride
from kaganek.learning.models.packages import Package, PackageItem
from kaganek.learning.models.paths import CourseRequirement, LearningPath, PathAssignment, PathGroup, PathStep
from kaganek.learning.models.playing import PackageAttempt, PackageCommit, PackageRule
from kaganek.learning.models.review import EditionPlan, LessonRemark, LessonReview, ReviewAnswer
from kaganek.learning.models.rubrics import Grade, Rubric
from kaganek.learning.models.runtime import (
    ActivityDay,
    Attempt,
    AttemptAnswer,
    CourseProgress,
    EssayGrade,
    LessonVisit,
    ProgressChange,
    QuizAllowance,
)
from kaganek.learning.models.search import LessonIndex
from kaganek.learning.models.shelves import OfficeShelf
from kaganek.learning.models.tasks import HandIn, HandInFile, Review, Task, TaskFile, TaskWork
from kaganek.learning.models.validity import CourseValidity

__all__ = [
    "ActivityDay",
    "AssignmentHit",
    "AssignmentRule",
    "Attempt",
    "AttemptAnswer",
    "BankCategory",
    "BankImport",
    "BankImportLine",
    "BankQuestion",
    "BankVersion",
    "Course",
    "CourseEdition",
    "CourseExport",
    "CourseImport",
    "CourseModule",
    "CourseProgress",
    "CourseRequirement",
    "CourseValidity",
    "DeadlineChange",
    "DeadlineEscalation",
    "DeadlineExtension",
    "DeadlineFeed",
    "EditionCorrection",
    "EditionLesson",
    "EditionMove",
    "EditionPlan",
    "EditionQuestion",
    "EditionQuiz",
    "EssayGrade",
    "GateOverride",
    "Grade",
    "HandIn",
    "HandInFile",
    "LearningPath",
    "Lesson",
    "LessonIndex",
    "LessonMargin",
    "LessonRemark",
    "LessonReview",
    "LessonText",
    "LessonVisit",
    "OfficeShelf",
    "Package",
    "PackageAttempt",
    "PackageCommit",
    "PackageItem",
    "PackageRule",
    "PathAssignment",
    "PathGroup",
    "PathStep",
    "ProgressChange",
    "Question",
    "QuestionCorrection",
    "Quiz",
    "QuizAllowance",
    "QuizDraft",
    "Review",
    "ReviewAnswer",
    "Rubric",
    "ShownExample",
    "ShownExampleFile",
    "Task",
    "TaskExample",
    "TaskExampleFile",
    "TaskFile",
    "TaskWork",
]
