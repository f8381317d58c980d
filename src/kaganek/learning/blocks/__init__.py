"""Blocks of a lesson, as the content editor shows them to authors."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from kaganek.core.blocks import (
    RICH,
    AttachmentBlock,
    ComparisonBlock,
    DownloadBlock,
    ExpandableBlock,
    ImageBlock,
    NoteBlock,
    QuoteBlock,
    StepsBlock,
    TableBlock,
    VideoBlock,
)
from kaganek.learning.blocks.gaps import GapBlock
from kaganek.learning.blocks.packages import PackageBlock
from kaganek.learning.blocks.tasks import TaskBlock
from kaganek.learning.embeds import survey_choices

GAP = re.compile(r"\[(\d{1,2})\]")  # where a gap stands in its text


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="Odpowiedź", max_length=300)
    correct = blocks.BooleanBlock(label="Poprawna", required=False)
    feedback = blocks.CharBlock(label="Wyjaśnienie", max_length=500)


class CheckBlock(blocks.StructBlock):
    """A question without a grade, explained at once."""

    question = blocks.CharBlock(label="Pytanie", max_length=400)
    options = blocks.ListBlock(OptionBlock(), label="Odpowiedzi", min_num=2, max_num=6)

    class Meta:
        label = "Sprawdź się"
        icon = "help"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        return _with_a_right_one(super().clean(value))


def _with_a_right_one(cleaned: blocks.StructValue) -> blocks.StructValue:
    if not any(option["correct"] for option in cleaned["options"]):
        raise ValidationError("Zaznacz co najmniej jedną poprawną odpowiedź.")
    return cleaned


def check_words(value: blocks.StructValue) -> dict[str, Any]:
    """A self-check as participants meet it: {"question", "options": [{"id", "text", "correct", "feedback"}]}."""
    return {
        "question": value["question"],
        "options": [
            {"id": "abcdef"[i], "text": o["text"], "correct": bool(o["correct"]), "feedback": o["feedback"]}
            for i, o in enumerate(value["options"])
        ],
    }


class SurveyBlock(blocks.StructBlock):
    """A questionnaire of the shelf `learning.embeds.surveys`."""

    title = blocks.CharBlock(label="Tytuł", max_length=200)
    survey = blocks.ChoiceBlock(label="Ankieta", choices=survey_choices)

    class Meta:
        label = "Ankieta"
        icon = "form"


def survey_words(value: blocks.StructValue) -> dict[str, Any]:
    """A survey as participants meet it: {"title", "survey": key of the questionnaire}."""
    return {"title": value["title"], "survey": value["survey"]}


class LessonBody(blocks.StreamBlock):
    """What a lesson is made of. A live part has the name of its kind on the shelf `learning.embeds.embeds`."""

    text = blocks.RichTextBlock(label="Tekst", features=RICH, icon="pilcrow")
    image = ImageBlock()
    video = VideoBlock()
    note = NoteBlock()
    steps = StepsBlock()
    table = TableBlock()
    comparison = ComparisonBlock()
    expandable = ExpandableBlock()
    quote = QuoteBlock()
    download = DownloadBlock()
    attachment = AttachmentBlock()
    check = CheckBlock()
    package = PackageBlock()
    task = TaskBlock()
    survey = SurveyBlock()

    def grouped_child_blocks(self) -> list[tuple[str, list[Any]]]:
        """The palette; a survey is offered once there is one to choose."""
        absent = () if survey_choices() else ("survey",)
        groups = super().grouped_child_blocks()
        return [(name, [one for one in offered if one.name not in absent]) for name, offered in groups]


class ChoiceOptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="Odpowiedź", max_length=300)
    correct = blocks.BooleanBlock(label="Poprawna", required=False)
    feedback = blocks.CharBlock(
        label="Komentarz",
        max_length=500,
        required=False,
        help_text="Zobaczy go osoba, która wybrała tę odpowiedź.",
    )


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(label="Do dopasowania", max_length=300)
    right = blocks.CharBlock(label="Pasuje do", max_length=300)


def _asked() -> blocks.TextBlock:
    return blocks.TextBlock(label="Pytanie", max_length=1000, rows=2)


def _explanation() -> blocks.TextBlock:
    return blocks.TextBlock(
        label="Wyjaśnienie",
        max_length=1500,
        rows=2,
        help_text="Widać je po zakończeniu testu, także przy dobrej odpowiedzi.",
    )


def _points() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label="Punkty", min_value=1, max_value=20, default=1)


class ChoicesBlock(blocks.StructBlock):
    """A question answered by choosing; what follows says how many are right."""

    text = _asked()
    options = blocks.ListBlock(ChoiceOptionBlock(), label="Odpowiedzi", min_num=2, max_num=8)
    shuffle = blocks.BooleanBlock(
        label="Odpowiedzi w losowej kolejności",
        required=False,
        help_text="W każdym podejściu innej, w jednym podejściu zawsze tej samej.",
    )
    explanation = _explanation()
    points = _points()


class SingleBlock(ChoicesBlock):
    class Meta:
        label = "Jedna odpowiedź"
        icon = "radio-full"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if sum(option["correct"] for option in cleaned["options"]) != 1:
            raise ValidationError("Zaznacz dokładnie jedną poprawną odpowiedź.")
        return cleaned


class MultipleBlock(ChoicesBlock):
    class Meta:
        label = "Kilka odpowiedzi"
        icon = "tasks"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        return _with_a_right_one(super().clean(value))


class TrueFalseBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Zdanie do oceny", max_length=1000, rows=2)
    answer = blocks.ChoiceBlock(label="To zdanie to", choices=[("true", "prawda"), ("false", "fałsz")])
    explanation = _explanation()
    points = _points()

    class Meta:
        label = "Prawda czy fałsz"
        icon = "check"


class ShortBlock(blocks.StructBlock):
    text = _asked()
    accepted = blocks.ListBlock(
        blocks.CharBlock(label="Odpowiedź", max_length=200),
        label="Uznawane odpowiedzi",
        min_num=1,
        max_num=20,
        help_text="Wielkość liter i polskie znaki nie mają znaczenia, chyba że zaznaczysz inaczej. "
        "Dopisz inne formy tego samego słowa.",
    )
    case = blocks.BooleanBlock(label="Wielkość liter ma znaczenie", required=False)
    diacritics = blocks.BooleanBlock(label="Polskie znaki mają znaczenie", required=False)
    explanation = _explanation()
    points = _points()

    class Meta:
        label = "Krótki tekst"
        icon = "edit"


_NUMBER = r"^\s*[+-]?\d{1,12}(?:[.,]\d{1,6})?\s*$"
_NOT_A_NUMBER = {"invalid": "Wpisz liczbę, na przykład 12 albo 12,5."}


class NumberBlock(blocks.StructBlock):
    text = _asked()
    answer = blocks.RegexBlock(regex=_NUMBER, label="Poprawna liczba", error_messages=_NOT_A_NUMBER)
    tolerance = blocks.RegexBlock(
        regex=_NUMBER.replace("[+-]?", "[+]?"),
        label="Dopuszczalna różnica",
        default="0",
        error_messages={"invalid": "Wpisz liczbę nie mniejszą niż 0, na przykład 0,5."},
        help_text="0 znaczy: dokładnie ta liczba.",
    )
    unit = blocks.CharBlock(label="Jednostka", max_length=30, required=False, help_text="Na przykład: dni.")
    ask_unit = blocks.BooleanBlock(
        label="Zapytaj też o jednostkę",
        required=False,
        help_text="Uczestnik wpisze ją w osobnym polu. Liczba i jednostka muszą być dobre.",
    )
    units = blocks.ListBlock(
        blocks.CharBlock(label="Jednostka", max_length=30),
        label="Inne nazwy tej samej jednostki",
        default=[],
        max_num=8,
        help_text="Na przykład: dzień, doby.",
    )
    explanation = _explanation()
    points = _points()

    class Meta:
        label = "Liczba"
        icon = "order"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if cleaned["ask_unit"] and not cleaned["unit"]:
            raise ValidationError("Wpisz jednostkę, o którą chcesz zapytać.")
        return cleaned


class MatchingBlock(blocks.StructBlock):
    text = _asked()
    pairs = blocks.ListBlock(PairBlock(), label="Pary", min_num=2, max_num=10)
    explanation = _explanation()
    points = _points()

    class Meta:
        label = "Dopasowanie"
        icon = "link"


class OrderingBlock(blocks.StructBlock):
    text = _asked()
    items = blocks.ListBlock(
        blocks.CharBlock(label="Pozycja", max_length=300),
        label="Pozycje w poprawnej kolejności",
        min_num=2,
        max_num=10,
        help_text="Uczestnik zobaczy je ułożone alfabetycznie.",
    )
    explanation = _explanation()
    points = _points()

    class Meta:
        label = "Kolejność"
        icon = "list-ol"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if len({text.strip() for text in cleaned["items"]}) < len(cleaned["items"]):
            raise ValidationError(
                "Dwie pozycje brzmią tak samo. Zmień jedną z nich, żeby dało się je odróżnić."
            )
        return cleaned


class GapsBlock(blocks.StructBlock):
    text = _asked()
    sentence = blocks.TextBlock(
        label="Tekst z lukami",
        max_length=3000,
        rows=4,
        help_text="W miejscu luki wpisz jej numer w nawiasie kwadratowym: [1], [2] i tak dalej.",
    )
    gaps = blocks.ListBlock(GapBlock(), label="Luki", min_num=1, max_num=12)
    explanation = _explanation()
    points = _points()

    class Meta:
        label = "Tekst z lukami"
        icon = "form"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        wanted = [str(number) for number in range(1, len(cleaned["gaps"]) + 1)]
        if sorted(GAP.findall(cleaned["sentence"]), key=int) != wanted:
            raise ValidationError(
                f"Numery w tekście i luki pod nim muszą się zgadzać: każdy z numerów od [1] do [{len(wanted)}] "
                "ma wystąpić w tekście dokładnie raz."
            )
        return cleaned


class MatrixRowBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="Wiersz", max_length=300)
    right = blocks.IntegerBlock(label="Numer poprawnej kolumny", min_value=1, max_value=6)


class MatrixBlock(blocks.StructBlock):
    text = _asked()
    columns = blocks.ListBlock(
        blocks.CharBlock(label="Kolumna", max_length=80), label="Kolumny", min_num=2, max_num=6
    )
    rows = blocks.ListBlock(MatrixRowBlock(), label="Wiersze", min_num=1, max_num=12)
    explanation = _explanation()
    points = _points()

    class Meta:
        label = "Tabela"
        icon = "table"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if any(row["right"] > len(cleaned["columns"]) for row in cleaned["rows"]):
            raise ValidationError(
                f"W jednym z wierszy numer poprawnej kolumny jest większy niż liczba kolumn ({len(cleaned['columns'])})."
            )
        return cleaned


class EssayBlock(blocks.StructBlock):
    """Longer words that a person grades, with a rubric."""

    text = _asked()
    rubric = SnippetChooserBlock("learning.Rubric", label="Kryteria oceny")
    fewest = blocks.IntegerBlock(
        label="Najmniej słów", min_value=0, max_value=3000, default=0, help_text="0 znaczy: bez granicy."
    )
    most = blocks.IntegerBlock(
        label="Najwięcej słów", min_value=0, max_value=3000, default=0, help_text="0 znaczy: bez granicy."
    )
    explanation = _explanation()
    points = _points()

    class Meta:
        label = "Wypowiedź pisemna"
        icon = "doc-full"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if 0 < cleaned["most"] < cleaned["fewest"]:
            raise ValidationError("Najmniejsza liczba słów jest większa od największej.")
        return cleaned


class QuizBody(blocks.StreamBlock):
    """The questions of a quiz; the keys are questionnaires.terms.QuestionKind."""

    single = SingleBlock()
    multiple = MultipleBlock()
    truefalse = TrueFalseBlock()
    short = ShortBlock()
    number = NumberBlock()
    matching = MatchingBlock()
    ordering = OrderingBlock()
    gaps = GapsBlock()
    matrix = MatrixBlock()
    essay = EssayBlock()
