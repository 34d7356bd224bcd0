"""Modules and functions stay small, and their imports stay at the top."""

import ast
import statistics

from tests.structure.sources import functions, length, modules, name, tree

LONGEST_FUNCTION = 40
MEDIAN_FUNCTION = 10
LONGEST_MODULE = 400
LONGEST_OF_RULES = 300
SIGNALS_ALLOWED = {"post_migrate"}


def test_no_function_is_over_40_lines():
    long = [f"{name(path)}:{node.lineno} {node.name}" for path, node in functions() if length(node) > LONGEST_FUNCTION]
    assert long == []


def test_the_median_function_is_at_most_10_lines():
    assert statistics.median(length(node) for _, node in functions()) <= MEDIAN_FUNCTION


def test_no_module_is_over_its_length():
    short = set(modules("requests_app/rules", "requests_app/workflow"))
    limits = {path: LONGEST_OF_RULES if path in short else LONGEST_MODULE for path in modules()}
    lines = {path: len(path.read_text().splitlines()) for path in limits}
    assert [(name(path), lines[path]) for path in limits if lines[path] > limits[path]] == []


def test_every_import_stands_at_the_top_of_its_module():
    imports = (ast.Import, ast.ImportFrom)
    nested = [
        f"{name(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, imports) and node not in tree(path).body
    ]
    assert nested == []


def test_every_function_says_what_it_returns():
    untyped = [f"{name(path)}:{node.lineno} {node.name}" for path, node in functions() if node.returns is None]
    assert untyped == []


def test_no_model_overrides_save_or_delete():
    found = [
        f"{name(path)}:{node.lineno}"
        for path, node in functions("requests_app/models", "audits")
        if node.name in {"save", "delete"}
    ]
    assert found == []


def test_no_signal_of_a_model_does_domain_work():
    found = [
        f"{name(path)}:{node.lineno} {alias.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals"
        for alias in node.names
        if alias.name not in SIGNALS_ALLOWED
    ]
    assert found == []


def test_history_is_read_by_id_and_in_one_place():
    """simple_history orders these by date, and goes wrong on equal dates."""
    banned = {"as_of", "prev_record", "next_record", "latest_of_each", "get_previous_by_history_date"}
    found = [
        f"{name(path)}:{node.lineno} {node.attr}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in banned
    ]
    assert found == []
