"""A form of what is stored already: what somebody else changed while it was open is said at each field.

1. The form is drawn from what is stored (`initial`) and carries a short mark of each field's value as it is then.
2. Drawn again after it was sent, `meet` compares those marks with what is stored by now.
3. A field that changed says what it is now. What the person typed there stays; what was left alone takes the new value.
4. It is drawn with new marks: a second press saves what the page shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import QueryDict

MARK = 12
"""Hex digits of a mark: another value has the same one by chance once in 10^14 times."""

EMPTY = "It is empty now."
TYPED = "What you typed stands here: saving puts it in that one’s place."
LEFT = "You had left it as it was, so that stands here."


def plain_value(value: Any) -> str:
    """Return a value as one text, the same for what is stored and for what a browser sends back of it."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, list | tuple | set):
        return "\n".join(sorted(plain_value(one) for one in value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def mark(value: Any) -> str:
    """Return a short mark of a value: another mark means another value."""
    return sha256(plain_value(value).encode()).hexdigest()[:MARK]


class StoredForm(forms.Form):
    """A form whose `initial` is what is stored. `now`: the field's name -> what to say at it; filled by `meet`."""

    masked: Mapping[str, str] = {}
    """Names of fields whose value is never shown -> what stands for it as stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now: dict[str, str] = {}

    @property
    def opened(self) -> str:
        """Return the marks of what is stored, as the page carries them: name=mark, one after the other."""
        return " ".join(f"{name}={mark(value)}" for name, value in self.initial.items() if name != "seen")

    def changed(self) -> list[str]:
        """Return the names of what was changed since the person opened the page: all of it, where the page doesn't say."""
        sent = dict(pair.split("=", 1) for pair in self.data.get("opened", "").split() if "=" in pair)
        return [name for name, value in self.initial.items() if name != "seen" and sent.get(name) != mark(value)]

    def meet(self, stored: Mapping[str, Any] | None = None) -> None:
        """Say at each field what it is now if it changed since the page was opened. `stored`: read anew, if it was."""
        if not self.is_bound:
            return
        self.initial = {**self.initial, **(stored or {})}
        for name in self.changed():
            if name in self.fields and not self[name].is_hidden:
                self._meet(self[name])

    def _meet(self, field: BoundField) -> None:
        stored = self.initial[field.name]
        left = self._left_alone(field)
        if not left and plain_value(field.data) == plain_value(stored):
            return
        if field.name in self.masked:
            masked = self.masked[field.name]
            self.now[field.name] = f"It was changed, and now reads: {masked}." if masked else EMPTY
            return
        words = _in_words(field, stored)
        stop = "" if words.rstrip("”").endswith((".", "!", "?")) else "."
        reads = f"It now reads: {words}{stop}" if words else EMPTY
        self.now[field.name] = f"{reads} {LEFT if left else TYPED}"
        if left:
            self.data = _with(self.data, field, stored)

    def _left_alone(self, field: BoundField) -> bool:
        """Return whether the person sent back what the page had shown, or nothing of this field at all."""
        widget, name = field.field.widget, field.html_name
        sent = self.data.get("opened", "").split()
        return widget.value_omitted_from_data(self.data, self.files, name) or f"{field.name}={mark(field.data)}" in sent

    @property
    def meanwhile(self) -> list[BoundField]:
        """The fields that say what they are now."""
        return [self[name] for name in self.now]


def _in_words(field: BoundField, value: Any) -> str:
    """Return a stored value as people read it, '' for none."""
    if isinstance(value, bool):
        return "ticked" if value else "not ticked"
    if isinstance(value, date):
        return f"{value:%B} {value.day}, {value.year}"
    chosen = set(plain_value(value).split("\n"))
    if isinstance(field.field, forms.ChoiceField):
        offered = [(str(id), label) for id, label in cast(Any, field.field.choices) if id not in ("", None)]
        return ", ".join(str(label) for id, label in offered if id in chosen)
    return f"“{plain_value(value)}”" if plain_value(value) else ""


def _with(data: Any, field: BoundField, value: Any) -> QueryDict:
    """Return what was sent, with a field's stored value in place of what was sent of it."""
    changed = cast(QueryDict, data).copy()
    many = isinstance(value, list | tuple | set)
    kept = [plain_value(one) for one in value] if many else [plain_value(value)] if plain_value(value) else []
    changed.setlist(field.html_name, kept)
    return changed
