"""Every field whose words others read afterwards refuses marks that no reader sees; those that don't are named here."""

from __future__ import annotations

import ast

import pytest
from django import forms

from requests_app.forms.base import title_field
from requests_app.forms.drafts import RequestForm
from requests_app.forms.irs import NoteForm, words_field
from requests_app.forms.people import PersonForm
from requests_app.forms.signing import NoteToIrsForm, ReasonForm, SigningForm
from requests_app.forms.written import Line, Written
from requests_app.workflow.naming import HIDDEN
from tests.structure.sources import modules, tree

UNKEPT = {
    *("base: password", "base: code", "people: password", "releases: public", "written: Line"),
    *("after: rows", "irs: rows", "irs: subjects", "irs: opened", "moments: side", "orders: rows", "rights: seen"),
    *("orders: statute", "orders: number", "matching: number", "worklist: number", "history: number"),
    *("history: words", "history: person", "history: field", "anomalies: person", "rights: name"),
    *("oversight: person", "oversight: reason", "oversight: origin", "oversight: number", "oversight: tin"),
    *("selecting: _text", "selecting: rows", "people: address", "subjects: _field"),
    *("protection: _text", "protection: date_of_birth", "protection: tin", "protection: address"),
}
"""Passwords, keys, numbers, rows, searches and what is only compared; a subject's form asks for itself what was changed."""


def plain_fields() -> set[str]:
    """Module and name of each field, or function that returns one, that is a plain CharField."""
    found = set()
    for path in modules("requests_app/forms"):
        for node in ast.walk(tree(path)):
            named = isinstance(node, ast.Assign | ast.FunctionDef | ast.ClassDef)
            if not named or not any(plain(part) for part in direct(node)):
                continue
            name = node.targets[0].id if isinstance(node, ast.Assign) else node.name
            found.add(f"{path.stem}: {name}")
    return found


def direct(node: ast.AST) -> list[ast.AST | None]:
    """What a field is made of, where the statement makes one."""
    if isinstance(node, ast.Assign):
        return [node.value]
    if isinstance(node, ast.FunctionDef):
        return [part.value for part in node.body if isinstance(part, ast.Return)]
    return list(node.bases) if isinstance(node, ast.ClassDef) else []


def plain(node: ast.AST | None) -> bool:
    made = node.func if isinstance(node, ast.Call) else node
    return isinstance(made, ast.Attribute) and made.attr == "CharField"


def test_only_what_nobody_reads_afterwards_is_a_plain_field():
    assert plain_fields() == UNKEPT


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u2066", "\ufeff", "\u200f"])
@pytest.mark.parametrize(
    "field",
    [
        *(title_field(), words_field("Why", ""), Line(), Written()),
        *(form.base_fields[name] for form, name in ((ReasonForm, "why"), (NoteToIrsForm, "text"), (NoteForm, "text"))),
        *(RequestForm.base_fields[name] for name in ("title", "purpose", "cover_statute", "cover_case")),
        *(SigningForm.base_fields[name] for name in ("title", "instrument")),
        *(PersonForm.base_fields[name] for name in ("title", "last_name")),
    ],
)
def test_a_mark_that_no_reader_sees_is_refused_at_the_field(field, mark):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(f"Attorney {mark}yenrottA")
    assert HIDDEN in refused.value.messages


def test_other_scripts_are_taken():
    assert Written().clean("José Ибрагим محمد नमस्ते — “so”") == "José Ибрагим محمد नमस्ते — “so”"
