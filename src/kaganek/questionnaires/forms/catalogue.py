"""The kinds of questions that ship with the product, as `apps.ready()` puts them on the shelf; the most needed first."""

from __future__ import annotations

from kaganek.lib.expr import Type
from kaganek.questionnaires.forms import parts
from kaganek.questionnaires.rules import core_kinds as core
from kaganek.questionnaires.rules.kinds import Kind

_AT = "questionnaires/kinds"

CORE: dict[str, Kind] = {
    "short": Kind(
        label="krótki tekst", note="Jedna linijka: nazwa, miejscowość, numer sprawy.", part=parts.ShortPart,
        template=f"{_AT}/line.html", read=core.read_text, fault=core.short_fault, said=core.said_plain,
        fields=core.text_fields, type=Type.TEXT, value=core.same_value,
    ),
    "essay": Kind(
        label="długi tekst", note="Opis, uzasadnienie, uwagi.", part=parts.EssayPart, template=f"{_AT}/text.html",
        read=core.read_text, fault=core.essay_fault, said=core.said_lines, fields=core.text_fields, type=Type.TEXT,
        value=core.same_value,
    ),
    "single": Kind(
        label="jedna odpowiedź", note="Wybór jednej z kilku odpowiedzi.", part=parts.SinglePart,
        template=f"{_AT}/choice.html", read=core.read_text, fault=core.choice_fault, said=core.said_as("single"),
        fields=core.choice_fields, type=Type.CHOICE, value=core.same_value, options=core.options,
        chosen=core.chosen_option, group=True,
    ),
    "multiple": Kind(
        label="kilka odpowiedzi", note="Można zaznaczyć więcej niż jedną odpowiedź.", part=parts.MultiplePart,
        template=f"{_AT}/choices.html", read=core.read_choices, fault=core.choices_fault,
        said=core.said_as("multiple"), fields=core.choice_fields, type=Type.CHOICES, value=core.choices_value,
        options=core.options, chosen=core.chosen_options, group=True,
    ),
    "truefalse": Kind(
        label="tak albo nie", note="Pytanie, na które wystarczy „tak” albo „nie”.", part=parts.NothingPart,
        template=f"{_AT}/choice.html", read=core.read_truth, fault=core.truth_fault, said=core.said_truth,
        fields=core.truth_fields, type=Type.TRUTH, value=core.same_value, options=core.yes_no,
        chosen=core.chosen_truth, group=True,
    ),
    "number": Kind(
        label="liczba", note="Liczba z granicami i jednostką.", part=parts.NumberPart, template=f"{_AT}/line.html",
        read=core.read_number_text, fault=core.number_fault, said=core.said_number, fields=core.number_fields,
        type=Type.NUMBER, value=core.number_value,
    ),
    "date": Kind(
        label="data", note="Dzień, miesiąc i rok.", part=parts.DatePart, template=f"{_AT}/line.html",
        read=core.read_day, fault=core.day_fault, said=core.said_day, fields=core.day_fields, type=Type.DATE,
        value=core.day_value,
    ),
    "email": Kind(
        label="adres e-mail", note="Sprawdzamy, czy wygląda jak adres.", part=parts.NothingPart,
        template=f"{_AT}/line.html", read=core.read_text, fault=core.email_fault, said=core.said_plain,
        fields=core.text_fields, personal=True, type=Type.TEXT, value=core.same_value,
    ),
    "phone": Kind(
        label="telefon", note="Numer ze spacjami albo bez.", part=parts.NothingPart, template=f"{_AT}/line.html",
        read=core.read_phone, fault=core.phone_fault, said=core.said_phone, fields=core.text_fields, personal=True,
        type=Type.TEXT, value=core.same_value,
    ),
    "file": Kind(
        label="plik", note="Skan, zdjęcie albo dokument. Pliki można tylko pobrać.", part=parts.FilePart,
        template=f"{_AT}/file.html", read=core.read_text, fault=core.file_shape_fault, said=core.said_file,
        fields=core.file_fields, personal=True, file=True, missing="Dodaj plik: „{}”.",
    ),
    "consent": Kind(
        label="zgoda", note="Jedno pole wyboru z treścią zgody.", part=parts.ConsentPart,
        template=f"{_AT}/consent.html", read=core.read_consent, fault=core.consent_fault, said=core.said_consent,
        fields=core.consent_fields, type=Type.TRUTH, value=core.same_value, missing="Zaznacz pole: „{}”.",
    ),
    "matrix": Kind(
        label="tabela", note="Kilka wierszy z tymi samymi odpowiedziami, na przykład ocenami.", part=parts.MatrixPart,
        template=f"{_AT}/matrix.html", read=core.read_parts, fault=core.matrix_fault, said=core.said_as("matrix"),
        fields=core.matrix_fields, options=core.matrix_options, chosen=core.chosen_cells, group=True,
    ),
    "ordering": Kind(
        label="kolejność", note="Ułożenie pozycji od najważniejszej.", part=parts.OrderingPart,
        template=f"{_AT}/order.html", read=core.read_parts, fault=core.order_fault, said=core.said_as("ordering"),
        fields=core.order_fields, group=True,
    ),
    "note": Kind(
        label="objaśnienie", note="Nagłówek albo tekst między pytaniami, bez odpowiedzi.", part=parts.NothingPart,
        template=f"{_AT}/note.html", read=core.read_text, fault=core.no_fault, said=core.said_nothing,
        fields=core.note_fields, asks=False,
    ),
}  # fmt: skip
