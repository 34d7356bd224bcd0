"""What the workflow answers when something may not happen: every reason, in words. Nothing was changed."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """It may not happen now. `reasons` are sentences for the person who asked."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class Unfit(Refused):
    """What was typed can't be taken. `fields`: the name of each field that is wrong, and what is wrong with it."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__([sentence for sentences in fields.values() for sentence in sentences])
        self.fields = fields


NOT_CARRIED_OUT = "Nothing of yours was carried out."
LOOK_AGAIN = "Look again, then decide."


class Stale(Refused):
    """Somebody changed it since the person opened the page.

    `it`: what changed, as its sentence begins. `now`: what it is now, as in 'the package is authorized now'.
    """

    def __init__(self, it: str = "This request has changed", now: str = "") -> None:
        self.changed = f"{it} since you opened the page{f': {now}' if now else ''}"
        super().__init__([f"{self.changed}. {NOT_CARRIED_OUT} {LOOK_AGAIN}"])


def demand(reasons: list[str]) -> None:
    """Raise Refused if there is any reason."""
    if reasons:
        raise Refused(reasons)


def correct(fields: Mapping[str, list[str]]) -> None:
    """Raise Unfit if anything is wrong with a field."""
    wrong = {name: sentences for name, sentences in fields.items() if sentences}
    if wrong:
        raise Unfit(wrong)
