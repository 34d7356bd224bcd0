"""A request's status is written in exactly one place."""

import ast

from tests.structure.sources import modules, name, tree

DOOR = "requests_app/workflow/status_change.py"
WRITERS = {"update", "create", "update_or_create", "get_or_create", "bulk_create"}


def sets_status(node: ast.AST) -> bool:
    """`x.status = …`, `setattr(x, "status", …)`, `update(status=…)` and the like,
    `DisclosureRequest(status=…)`.
    """
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    by_keyword = any(keyword.arg == "status" for keyword in node.keywords)
    by_name = any(isinstance(given, ast.Constant) and given.value == "status" for given in node.args)
    return (by_keyword and called in WRITERS | {"DisclosureRequest"}) or (by_name and called == "setattr")


def test_only_one_module_writes_a_status():
    found = [
        f"{name(path)}:{node.lineno}"
        for path in modules("requests_app", "audits")
        if name(path) != DOOR
        for node in ast.walk(tree(path))
        if sets_status(node)
    ]
    assert found == []


def test_the_door_to_a_status_exists():
    assert any(name(path) == DOOR for path in modules("requests_app"))
