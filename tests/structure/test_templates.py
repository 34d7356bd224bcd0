"""Templates stay short and plain, and hold neither script nor style: the content policy would refuse them."""

import re
from pathlib import Path

import pytest

from config.places import ROOT

LONGEST = 120
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LOGIC = re.compile(r"{%-?\s*(regroup|cycle|ifchanged|firstof|widthratio|resetcycle|filter|spaceless)\b")
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", re.I)
TAG = re.compile(r"{%.*?%}")
SUMMARY = re.compile(r'^ *{% include "uswds/error_summary.html"', re.M)
UNSAFE = re.compile(r"\|\s*safe\b|{%-?\s*autoescape\s+off")


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_there_are_templates():
    assert TEMPLATES


def test_no_template_is_over_120_lines():
    assert names([path for path in TEMPLATES if len(path.read_text().splitlines()) > LONGEST]) == []


@pytest.mark.parametrize("pattern", [LOGIC, UNSAFE], ids=["logic", "unescaped"])
def test_no_template_holds(pattern: re.Pattern[str]):
    assert names([path for path in TEMPLATES if pattern.search(path.read_text())]) == []


def test_no_template_holds_script_or_style():
    assert names([path for path in TEMPLATES if INLINE.search(TAG.sub("", path.read_text()))]) == []


def test_no_form_that_is_drawn_whole_has_its_errors_summed_up_a_second_time():
    texts = {path: path.read_text() for path in TEMPLATES}
    assert names([path for path, text in texts.items() if "{{ form }}" in text and SUMMARY.search(text)]) == []


def test_only_the_base_says_in_a_title_that_a_form_is_wrong():
    """Said by a page as well, the title read “Error: Error: …”."""
    said = re.compile(r"block title %\}\{% if [^%]*%\}Error: ")
    assert names([path for path in TEMPLATES if said.search(path.read_text())]) == []
