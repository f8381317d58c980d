"""Fields that questions of Moodle share: words with their format and files, weights, switches."""

from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import quote

from kaganek.lib.questions.model import NOTHING, Choice, Text
from kaganek.lib.questions.moodle.tree import Node
from kaganek.lib.questions.report import Trouble
from kaganek.lib.questions.texts import Desk, Source
from kaganek.lib.questions.values import percentage

FORMATS: Mapping[str, str] = {
    "html": "html",
    "plain_text": "plain",
    "plain": "plain",
    "markdown": "markdown",
    "moodle_auto_format": "moodle",
    "wiki_like": "moodle",
}
# What Moodle itself puts there; no author's words are lost with it.
STANDARD_FEEDBACK = frozenset(
    {
        "Your answer is correct.",
        "Your answer is partially correct.",
        "Your answer is incorrect.",
        "Twoja odpowiedź jest poprawna.",
        "Twoja odpowiedź jest częściowo poprawna.",
        "Twoja odpowiedź jest niepoprawna.",
    }
)
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def source(node: Node | None, desk: Desk, otherwise: str = "html") -> Source:
    """Words of an element: in its <text>, or bare as old files have them."""
    if node is None:
        return Source("")
    holder = node.first("text")
    words = (holder or node).words
    if holder is not None and holder.children:
        desk.losses.add(Trouble.NESTED_TAGS)
        words = holder.every_word()
    files = {file.attributes.get("name", ""): file.words for file in node.all("file")}
    return Source(words, FORMATS.get(node.attributes.get("format", ""), otherwise), files)


def question_words(node: Node, desk: Desk) -> Source:
    """The text of a question; an image that files of Moodle 1 keep beside it is put at its end."""
    words = source(node.first("questiontext"), desk)
    name, encoded = node.value("image").replace("/", "_"), node.value("image_base64")
    if not name or not encoded:
        return words
    shown = f'{words.words} <img src="@@PLUGINFILE@@/{quote(name)}" alt="">'
    return Source(shown, "html", {**words.files, name: encoded})


def text(node: Node | None, desk: Desk, otherwise: str = "html") -> Text:
    return desk.text(source(node, desk, otherwise))


def fraction(answer: Node) -> Decimal:
    """The weight of an answer, from its attribute."""
    written = answer.attributes.get("fraction", "").strip()
    return percentage(written) if written else NOTHING


def choice(answer: Node, desk: Desk, otherwise: str) -> Choice:
    """An option with its weight and feedback."""
    return Choice(
        text(answer, desk, otherwise), fraction(answer), text(answer.first("feedback"), desk, otherwise)
    )


def is_on(node: Node, name: str, *, otherwise: bool) -> bool:
    """A switch, written as true or 1."""
    value = node.value(name, "true" if otherwise else "false").lower()
    return value not in ("false", "0", "")


def note_common_losses(node: Node, desk: Desk) -> None:
    """What Moodle keeps for every question and we have no place for."""
    desk.losses.add_if(bool(node.all("hint")), Trouble.HINTS)
    desk.losses.add_if(node.value("hidden", "0") not in ("0", ""), Trouble.HIDDEN)
    combined = (text(node.first(name), Desk(desk.limits)).plain for name in COMBINED)
    desk.losses.add_if(
        any(words and words not in STANDARD_FEEDBACK for words in combined), Trouble.COMBINED_FEEDBACK
    )
