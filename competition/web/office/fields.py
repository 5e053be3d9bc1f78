"""Fields that several forms of the office have: several ticks, a time and a date at the venue."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?h?")


def read_clock(text: str) -> time | None:
    """Return a time of day as people write it (8:30, 0830, 8), in the digits of any script; None for what is none."""
    plain = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text.strip())
    found = _CLOCK.fullmatch(unicodedata.normalize("NFKC", plain))
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


class SelectMultipleChecks(SelectMultipleField):
    """Several of several, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not among the choices, in the reader's words."""
        known = {str(value) for value, _label, *_ in self.iter_choices()}
        if any(str(each) not in known for each in self.data or ()):
            raise ValidationError(_l("Choose again: one of these is not there any more."))


class ClockField(Field):
    """A time of the day on the venue's clock: 24 hours, whatever the browser's own habit."""

    widget = TextInput()
    data: time | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read `08:30`, `8.30` or `0830`; what cannot be read stays in the field."""
        self.data = None
        if any(valuelist):
            self.data = read_clock(valuelist[0])
            if self.data is None:
                raise ValueError(_l("Write the time as 08:30."))

    def _value(self) -> str:
        if self.data is not None:
            return f"{self.data:%H:%M}"
        return self.raw_data[0] if self.raw_data else ""


class DayField(DateField):
    """A date at the venue."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read `2026-06-24`."""
        self.data = None
        if any(valuelist):
            try:
                super().process_formdata(valuelist)
            except ValueError as error:
                raise ValueError(_l("Choose a date, such as 2026-06-24.")) from error


class WholeField(IntegerField):
    """A whole number, in the digits of any script; None where it is left empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number; what cannot be read stays in the field."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            if not text.isdecimal() or len(text) > 6:
                raise ValueError(_l("Write a whole number, or leave it empty."))
            self.data = int(text)
