"""Lock files name no hosts, and no test is switched off."""

import ast
import re

import pytest

from config.places import ROOT
from tests.structure.sources import modules, name, tree

LOCKS = sorted([*ROOT.glob("requirements*.lock"), ROOT / "package-lock.json"])
SOURCES = sorted([*ROOT.glob("requirements*.in"), *LOCKS, ROOT / ".npmrc", ROOT / "package.json"])
ADDRESS = re.compile(r"[a-z]+://|--index-url|--extra-index-url|--find-links|\"resolved\"|^registry", re.M)
OFF = {"skip", "skipif", "skipIf", "skipUnless", "xfail", "importorskip", "expectedFailure"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_lock_names_a_host(path):
    assert ADDRESS.findall(path.read_text()) == []


@pytest.mark.parametrize("path", [lock for lock in LOCKS if lock.suffix == ".lock"], ids=lambda path: path.name)
def test_every_locked_package_has_a_hash(path):
    entries = re.split(r"\n(?=\S)", path.read_text().strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_no_test_is_switched_off():
    found = [
        f"{name(path)}:{node.lineno}"
        for path in modules("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in OFF
    ]
    assert found == []


def test_no_test_replaces_what_can_run():
    found = [
        f"{name(path)}:{node.lineno}"
        for path in modules("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unittest.mock")
    ]
    assert found == []
