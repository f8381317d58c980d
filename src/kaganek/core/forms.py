"""How Django's forms get the design system's HTML and speak our Polish.

Settings name the renderer (`FORM_RENDERER = "kaganek.core.forms.Renderer"`); pages write
`{{ form.email.as_field_group }}` and nothing by hand. Input forms inherit `Form` (or add
`PolishErrors` in front of `ModelForm`) and override only the sentences that can say more.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

DATE_HELP = "Dzień, miesiąc, rok – na przykład 18.12.2026."


class BoundField(forms.BoundField):
    """Adds the design system's class; Django itself writes aria-describedby and aria-invalid."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        attrs["class"] = " ".join(filter(None, ("ds-input", widget.attrs.get("class"))))
        if isinstance(widget, forms.CheckboxInput):
            attrs.pop("required", None)
        return attrs

    @property
    def is_group(self) -> bool:
        """Radios and check boxes stand in a fieldset with a legend."""
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)

    @property
    def optional_words(self) -> str:
        """After the label of a field that may stay empty; a field needed at times says when (`needed_when`;
        "-" where there is always a choice)."""
        words = getattr(self.field, "needed_when", "") or "nieobowiązkowe"
        return "" if self.field.required or words == "-" else words

    @property
    def is_checkbox(self) -> bool:
        """One box: it stands before its label."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def target(self) -> str:
        """Where a link of the error summary leads; nothing for a hidden field."""
        if self.is_hidden:
            return ""
        return f"{self.auto_id}_0" if self.is_group else str(self.id_for_label or "")


class Renderer(TemplatesSetting):
    """The site's own templates first: one field, one template."""

    bound_field_class = BoundField
    field_template_name = "ui/field.html"


# What each kind of field says by default: code -> sentence. "%(label)s" is the field's label.
_REQUIRED: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.FileField, "Wybierz plik w polu „%(label)s”."),
    (forms.BooleanField, "Zaznacz pole „%(label)s”."),
    (forms.ChoiceField, "Wybierz odpowiedź w polu „%(label)s”."),
    (forms.ModelChoiceField, "Wybierz odpowiedź w polu „%(label)s”."),
    (forms.DateField, "Wpisz datę w polu „%(label)s”."),
    (forms.DateTimeField, "Wpisz dzień i godzinę w polu „%(label)s”."),
    (forms.TimeField, "Wpisz godzinę w polu „%(label)s”."),
    (forms.IntegerField, "Wpisz liczbę w polu „%(label)s”."),
    (forms.EmailField, "Wpisz adres e-mail w polu „%(label)s”."),
    (forms.URLField, "Wpisz adres strony w polu „%(label)s”."),
    (forms.CharField, "Wpisz tekst w polu „%(label)s”."),
    (forms.Field, "Wypełnij pole „%(label)s”."),
)
_INVALID: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.EmailField, "Popraw adres e-mail: potrzebny jest znak @ i końcówka, na przykład imie@urzad.pl."),
    (forms.URLField, "Popraw adres strony: zacznij od https://."),
    (forms.DateTimeField, "Wpisz dzień i godzinę, na przykład 18.12.2026 10:30."),
    (forms.DateField, "Wpisz datę jako dzień, miesiąc i rok, na przykład 18.12.2026."),
    (forms.TimeField, "Wpisz godzinę, na przykład 10:30."),
    (forms.DecimalField, "Wpisz w polu „%(label)s” liczbę, na przykład 12,5."),
    (forms.FloatField, "Wpisz w polu „%(label)s” liczbę, na przykład 12,5."),
    (forms.IntegerField, "Wpisz w polu „%(label)s” liczbę całkowitą, na przykład 12."),
    (forms.FileField, "Nie udało się odczytać pliku z pola „%(label)s”. Wybierz go jeszcze raz."),
    (forms.ImageField, "Plik z pola „%(label)s” nie jest obrazem. Wybierz plik PNG lub JPG."),
)
_OTHERS = {
    "invalid_choice": "Wybierz odpowiedź z listy w polu „%(label)s”.",
    "invalid_list": "Wybierz odpowiedzi z listy w polu „%(label)s”.",
    "invalid_pk_value": "Wybierz odpowiedź z listy w polu „%(label)s”.",
    "missing": "Wybierz plik w polu „%(label)s”.",
    "empty": "Plik z pola „%(label)s” jest pusty. Wybierz inny.",
    "null_characters_not_allowed": "Usuń z pola „%(label)s” niewidoczne znaki.",
}
_WITH_LIMIT = {  # these pass through Django's own "message % params"
    "max_length": "Skróć tekst w polu „%(label)s”. Najwięcej znaków: %%(limit_value)d, teraz: %%(show_value)d.",
    "min_length": "Tekst w polu „%(label)s” jest za krótki. Najmniej znaków: %%(limit_value)d.",
    "max_value": "Wpisz w polu „%(label)s” liczbę nie większą niż %%(limit_value)s.",
    "min_value": "Wpisz w polu „%(label)s” liczbę nie mniejszą niż %%(limit_value)s.",
}


class PolishErrors:
    """Gives every field a sentence that names the field and says what to do, unless the field has its own."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            speak_polish(field, str(field.label or name.replace("_", " ").capitalize()))


class Form(PolishErrors, forms.Form):
    """Base of every input form. It checks the shape of what was typed and never saves."""


class DateField(forms.DateField):
    """A date typed as 18.12.2026; what a browser or a spreadsheet writes (2026-12-18) is understood too."""

    def __init__(self, *, help_text: str = DATE_HELP, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y"])
        kwargs.setdefault(
            "widget", forms.DateInput(format="%d.%m.%Y", attrs={"class": "short", "autocomplete": "off"})
        )
        super().__init__(help_text=help_text, **kwargs)


def speak_polish(field: forms.Field, label: str) -> None:
    """Give a field made after the form the sentences of the others."""
    sentences = {code: text for code, text in _OTHERS.items() if code in field.error_messages}
    sentences |= _first_for(field, "required", _REQUIRED) | _first_for(field, "invalid", _INVALID)
    ours = {code: text.replace("%(label)s", label) for code, text in sentences.items()}
    doubled = label.replace("%", "%%")
    limits = {
        code: text.replace("%(label)s", doubled).replace("%%(", "%(") for code, text in _WITH_LIMIT.items()
    }
    limits |= {
        code: _WITH_LIMIT[code].replace("%(label)s", doubled).replace("%%(limit_value)s", _comma(limit))
        for code in ("min_value", "max_value")
        if isinstance(limit := getattr(field, code, None), Decimal)
    }
    own = {code for code, text in field.error_messages.items() if not _is_djangos(field, code, text)}
    field.error_messages.update({code: text for code, text in (ours | limits).items() if code not in own})


def _comma(limit: Decimal) -> str:
    return str(limit).replace(".", ",")


def _first_for(
    field: forms.Field, code: str, table: Iterable[tuple[type[forms.Field], str]]
) -> dict[str, str]:
    # IntegerField is the parent of DecimalField and FloatField, so the more exact kind wins.
    fitting = [(kind, text) for kind, text in table if isinstance(field, kind)]
    if not fitting:
        return {}
    exact = max(fitting, key=lambda pair: len(pair[0].__mro__))
    return {code: exact[1]}


def _is_djangos(field: forms.Field, code: str, text: object) -> bool:
    return any(
        kind.__dict__.get("default_error_messages", {}).get(code) == text for kind in type(field).__mro__
    )
