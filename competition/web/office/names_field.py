"""A name in several languages as one field of a form: an input for each language, `{language: text}` as its data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from competition.domain.scheme import Text
from competition.http.i18n import LANGUAGE_NAMES

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class NameInput:
    """One input. label: the language in its own words."""

    language: str
    label: str
    name: str
    value: str


class NamesField(Field):
    """Words in up to six languages. Draw it with `names` of components/form.html.

    first: the languages that stand in front, the others are folded away until they have words.
    needed: at least one language must be filled in; missing: the sentence that says so.
    lines: words of several lines, drawn with `texts` of components/questions.html.
    """

    def __init__(
        self,
        label: str = "",
        *,
        needed: bool = False,
        missing: str = "",
        longest: int = LONGEST_NAME,
        first: Sequence[str] = ("en",),
        lines: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(label, default=more.pop("default", dict), **more)
        self.first = tuple(first)
        self._needed = needed
        self._missing = missing
        self._longest = longest
        self._tidy = _tidy_lines if lines else _tidy

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Callable[[Any], Any]] | None = None
    ) -> None:
        """Take the words from the form, else those that are known already."""
        super().process(None, data, extra_filters)
        names = {language: f"{self.name}-{language}" for language in LANGUAGE_NAMES}
        if formdata is not None and any(name in formdata for name in names.values()):
            written = {language: self._tidy(formdata.getlist(name)) for language, name in names.items()}
            self.data = {language: words for language, words in written.items() if words}
            self.raw_data = list(self.data.values())

    def pre_validate(self, form: Any) -> None:
        """Refuse names that are missing or too long."""
        if self._needed and not self.data:
            raise ValidationError(str(self._missing) or gettext("Fill in the name in at least one language."))
        if any(len(words) > self._longest for words in self.data.values()):
            raise ValidationError(gettext("Write at most %(limit)s characters.", limit=self._longest))

    @property
    def words(self) -> Text:
        """Return the words by language."""
        found: Mapping[str, str] = self.data or {}
        return dict(found)

    def inputs(self) -> Iterator[NameInput]:
        """Yield the inputs that stand in front."""
        return (each for each in self._all() if each.language in self.first)

    def more_inputs(self) -> list[NameInput]:
        """Return the inputs that are folded away."""
        return [each for each in self._all() if each.language not in self.first]

    @property
    def has_more(self) -> bool:
        """Tell whether something stands in an input that is folded away."""
        return any(each.value for each in self.more_inputs())

    def _all(self) -> Iterator[NameInput]:
        order = [*self.first, *(code for code in LANGUAGE_NAMES if code not in self.first)]
        for code in order:
            value = (self.data or {}).get(code, "")
            yield NameInput(code, LANGUAGE_NAMES.get(code, code), f"{self.name}-{code}", value)


def _tidy(values: Sequence[str]) -> str:
    return " ".join(values[0].split()) if values else ""


def _tidy_lines(values: Sequence[str]) -> str:
    return values[0].strip() if values else ""
