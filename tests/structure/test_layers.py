"""Imports flow one way.

The contracts stand in pyproject.toml; the first is exhaustive, so a new module needs a layer.
"""

import ast
import subprocess
import sys
from pathlib import Path

from config.places import ROOT
from tests.structure.sources import modules, name, tree

ALLOWED_OF_DJANGO = {("django.db.models", "TextChoices"), ("django.db.models", "IntegerChoices")}
OF_RULES = ("requests_app.rules", "audits.")


def test_the_import_contracts_are_kept():
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def imported(path: Path) -> list[tuple[str, str]]:
    """(module, name) of every absolute import."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            found += [(node.module or "", alias.name) for alias in node.names]
    return found


def test_rules_know_no_django_beyond_choices():
    wrong = [
        (name(path), module, what)
        for path in modules("requests_app/rules")
        for module, what in imported(path)
        if module.split(".")[0] == "django" and (module, what) not in ALLOWED_OF_DJANGO
    ]
    assert wrong == []


def test_the_workflow_knows_neither_http_nor_celery():
    wrong = [
        (name(path), module)
        for path in modules("requests_app/workflow", "requests_app/rules", "requests_app/models")
        for module, _ in imported(path)
        if module.startswith(("django.http", "django.shortcuts", "django.urls", "celery"))
    ]
    assert wrong == []


def test_only_access_speaks_to_guardian():
    """The grant tables themselves are models, and derive from guardian's."""
    wrong = [
        (name(path), module)
        for path in modules("requests_app", "audits")
        for module, _ in imported(path)
        if module.split(".")[0] == "guardian" and path.name != "access.py" and not module.startswith("guardian.models")
    ]
    assert wrong == []


def test_only_matching_knows_where_records_lie():
    """The workflow asks `SOURCE`, so that records can lie elsewhere; gates and demonstration are of this database."""
    tables = {"TaxRecord", "RecordForm", "RecordsChange"}
    rooms = ("workflow", "figures", "views", "forms", "intake", "documents", "rules")
    wrong = [
        (name(path), alias.name)
        for path in modules(*(f"requests_app/{room}" for room in rooms))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in tables
    ]
    assert wrong == []
