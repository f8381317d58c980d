"""Questions of every kind made by chance from a seed, with the signs that formats stumble over."""

import random
from dataclasses import replace
from decimal import Decimal

from kaganek.lib.questions import tidy_text
from kaganek.lib.questions.model import (
    FULL,
    NO_TEXT,
    NOTHING,
    Choice,
    Description,
    Essay,
    Gap,
    Gaps,
    Matching,
    Matrix,
    MatrixRow,
    Media,
    MultipleChoice,
    Number,
    NumberVariant,
    Ordering,
    Pair,
    Question,
    ShortText,
    SingleChoice,
    Text,
    TrueFalse,
    Unit,
    Variant,
)
from kaganek.lib.questions.texts import one_line

WORDS = [
    *(
        "gmina",
        "zażółć",
        "gęślą",
        "jaźń",
        "ŁÓDŹ",
        "źdźbło",
        "Ćwiek",
        "żółw",
        "sołectwo",
        "1 000 zł",
        "№ 5",
        "€",
        "😀",
    ),
    *(
        "=",
        "~",
        "#",
        "##",
        "####",
        "{",
        "}",
        "{}",
        ":",
        "::",
        "\\",
        "\\\\",
        "\\n",
        "\\=",
        "->",
        "%50%",
        "%",
        "//",
    ),
    *(
        "[html]",
        "[plain]",
        "[[7]]",
        "[x]",
        "$CATEGORY:",
        "TRUE",
        "T",
        "F",
        "*",
        "\\*",
        "&",
        "&amp;",
        "&#126;",
        "<",
        ">",
    ),
    *(
        "a<b",
        "a < b > c",
        "<b>",
        "]]>",
        "<![CDATA[",
        "<!-- x -->",
        "{1:SA:=x}",
        "{2:MULTICHOICE:a~b",
        "1..5",
        "3:4",
    ),
    *(
        '"',
        "'",
        "„cudzysłów”",
        "\u00a0",
        "–",
        "@@PLUGINFILE@@/a.png",
        "media:a.png",
        "\u2028",
        "x=y~z#w",
        "[id:5]",
        "|",
    ),
]
TAGS = ["strong", "em", "u", "sub", "sup", "code"]
PNG = b"\x89PNG\r\n\x1a\n"


class Maker:
    """Makes canonical questions: the very ones that reading a file can give."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def words(self, least: int = 1, most: int = 6) -> str:
        count = self.chance.randint(least, most)
        return " ".join(self.chance.choice(WORDS) for _ in range(count))

    def line(self) -> str:
        return one_line(self.words()) or "słowo"

    def plain(self) -> Text:
        lines = [self.words() for _ in range(self.chance.choice([1, 1, 1, 2, 3]))]
        return tidy_text("\n".join(lines)) or Text("słowo")

    def rich(self) -> Text:
        parts = []
        for _ in range(self.chance.randint(1, 3)):
            tag = self.chance.choice(TAGS)
            parts.append(f"<p>{self.escaped()} <{tag}>{self.escaped()}</{tag}> {self.escaped()}</p>")
        if self.chance.random() < 0.3:
            parts.append(f"<ul><li>{self.escaped()}</li><li>{self.escaped()}</li></ul>")
        if self.chance.random() < 0.2:
            parts.append(f'<p><a href="https://gmina.pl/?a=1&amp;b=~{{x}}#:">{self.escaped()}</a></p>')
        return tidy_text("".join(parts), is_html=True)

    def escaped(self) -> str:
        return self.words().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def text(self) -> Text:
        return self.rich() if self.chance.random() < 0.4 else self.plain()

    def maybe(self) -> Text:
        return self.text() if self.chance.random() < 0.5 else NO_TEXT

    def fraction(self) -> Decimal:
        return Decimal(self.chance.choice(["0", "100", "50", "-50", "33.33333", "-100", "12.5"]))

    def decimal(self) -> Decimal:
        return Decimal(self.chance.randint(-(10**6), 10**6)).scaleb(-self.chance.randint(0, 4))

    def count(self) -> int:
        return self.chance.randint(2, 5)

    def choices(self) -> list[Choice]:
        return [Choice(self.text(), self.fraction(), self.maybe()) for _ in range(self.count())]

    def single(self, *, shuffle: bool = True) -> SingleChoice:
        choices = self.choices()
        place = self.chance.randrange(len(choices))
        choices[place] = replace(choices[place], fraction=FULL)
        return SingleChoice(tuple(choices), shuffle=shuffle)

    def multiple(self) -> MultipleChoice:
        choices = self.choices()
        choices[0] = replace(choices[0], fraction=Decimal(50))
        return MultipleChoice(tuple(choices))

    def short(self) -> ShortText:
        variants = [Variant(self.line(), self.fraction(), self.maybe()) for _ in range(self.count())]
        variants[0] = replace(variants[0], fraction=FULL)
        return ShortText(tuple(variants), wrong_feedback=self.maybe())

    def number(self) -> Number:
        variants = [
            NumberVariant(self.decimal(), abs(self.decimal()), self.fraction(), self.maybe())
            for _ in range(self.count())
        ]
        variants[0] = replace(variants[0], fraction=FULL)
        return Number(tuple(variants), wrong_feedback=self.maybe())

    def matching(self) -> Matching:
        pairs = tuple(Pair(self.text(), self.line()) for _ in range(self.count()))
        return Matching(pairs, tuple(self.line() for _ in range(self.chance.randint(0, 2))))

    def gaps(self, count: int) -> tuple[Text, Gaps]:
        makers = [self.single, self.short, self.number]
        gaps = tuple(Gap(self.chance.choice(makers)()) for _ in range(count))
        marks = [f"{self.escaped().replace('[[7]]', '')} [[{place}]]" for place in range(1, count + 1)]
        html = f"<p>{' '.join(marks)} koniec</p>"
        if self.chance.random() < 0.5:
            html += f"<p><strong>{self.escaped().replace('[[7]]', '')}</strong></p>"
        return tidy_text(html, is_html=True), Gaps(gaps)

    def matrix(self) -> Matrix:
        columns = tuple(f"{place} {self.line()}" for place in range(self.count()))
        multiple = self.chance.random() < 0.5
        rows = []
        for _ in range(self.count()):
            size = self.chance.randint(1, len(columns)) if multiple else 1
            right = tuple(sorted(self.chance.sample(range(len(columns)), size)))
            rows.append(MatrixRow(self.line(), right, self.maybe()))
        return Matrix(columns, tuple(rows), multiple, shuffle=self.chance.random() < 0.5)

    def answer(self, kind: int, *, gap_count: int) -> tuple[Text, object]:
        """Text and answer of a kind by its number; from 9 on a question with gaps."""
        makers = [
            self.multiple,
            self.single,
            lambda: TrueFalse(self.chance.random() < 0.5, self.maybe(), self.maybe()),
            self.short,
            self.number,
            self.matching,
            lambda: Ordering(tuple(self.text() for _ in range(self.count()))),
            Essay,
            Description,
        ]
        return (self.text(), makers[kind]()) if kind < len(makers) else self.gaps(gap_count)

    def category(self) -> tuple[str, ...]:
        names = [
            "Prawo",
            "Zamówienia / przetargi",
            "RODO = UE",
            "Łąki {1}",
            "50% : x",
            "\\n b",
            "a//b",
            "A&B <x>",
        ]
        return tuple(self.chance.sample(names, self.chance.randint(0, 3)))

    def question(self, kind: int, *, gap_count: int = 1) -> Question:
        """Carried by both formats without loss while `gap_count` is 1."""
        text, answer = self.answer(kind, gap_count=gap_count)
        points = sum(gap.weight for gap in answer.gaps) if isinstance(answer, Gaps) else 1
        described = isinstance(answer, Description)
        return Question(
            text=text,
            answer=answer,
            name=self.line()[:100].strip(),
            category=self.category(),
            tags=tuple(dict.fromkeys(self.chance.sample(["rodo", "łąka", "a b", "c#", "x=y", "100%"], 2))),
            external_id=self.chance.choice(["", "id-5", "Ż/1.2:3"]),
            points=NOTHING if described else Decimal(points),
            general_feedback=NO_TEXT if described else self.maybe(),
        )

    def moodle_question(self, kind: int) -> Question:
        """With everything that only Moodle XML carries."""
        question = self.question(kind, gap_count=self.chance.randint(1, 5))
        if kind == 10:
            question = replace(question, answer=self.matrix(), text=self.text())
        if kind == 11:
            question = self._with_images(question)
        if question.points:
            question = replace(question, points=abs(self.decimal()))
        return replace(question, answer=self._detailed(question.answer))

    def _with_images(self, question: Question) -> Question:
        data = [PNG + self.chance.randbytes(20) for _ in range(2)]
        media = tuple(Media(f"plan-{place}.png", content, "image/png") for place, content in enumerate(data))
        text, feedback = (
            Text(f'<p>Zobacz <img src="media:{item.name}" alt="Plan &amp; „mapa”"></p>', is_html=True)
            for item in media
        )
        return replace(question, text=text, answer=self.multiple(), general_feedback=feedback, media=media)

    def _detailed(self, answer: object) -> object:
        match answer:
            case SingleChoice() | MultipleChoice() | Matching():
                return replace(answer, shuffle=self.chance.random() < 0.5)
            case ShortText():
                return replace(answer, case_sensitive=self.chance.random() < 0.5)
            case Number():
                units = (Unit("km²"), Unit("ha & a", Decimal(100)))[: self.chance.randint(0, 2)]
                return replace(answer, units=units, unit_required=bool(units) and self.chance.random() < 0.5)
            case Essay():
                return Essay(
                    self.maybe(), self.maybe(), self.chance.choice([None, 5]), self.chance.choice([None, 50])
                )
            case Gaps(gaps):
                return Gaps(tuple(replace(gap, weight=self.chance.randint(1, 9)) for gap in gaps))
        return answer
