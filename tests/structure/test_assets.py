"""The files of the design system are copied whole, through a link too, or what was there stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config import assets


def distribution(folder: Path) -> Path:
    """A distribution of this shape: each file that is wanted, and an icon that the style sheet names."""
    for name in (*assets.TEXTS, *assets.PICTURES, "img/named.svg", "img/left.svg"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("/*# sourceMappingURL=map */")
    (folder / assets.TEXTS[0]).write_text("a { background: url(../img/named.svg?x) }")
    return folder


@pytest.fixture
def target(tmp_path, monkeypatch) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "old.css").write_text("of before")
    monkeypatch.setattr(assets, "TARGET", tmp_path / "assets")
    return tmp_path / "assets"


@pytest.mark.parametrize("linked", [False, True])
def test_what_is_used_is_copied_from_a_folder_and_through_a_link(tmp_path, target, monkeypatch, linked):
    dist = distribution(tmp_path / "real" / "dist")
    if linked:
        (tmp_path / "link").symlink_to(tmp_path / "real")
        dist = tmp_path / "link" / "dist"
    monkeypatch.setattr(assets, "DIST", dist)
    assets.copy()
    copied = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()}
    assert copied == {*assets.TEXTS, *assets.PICTURES, "img/named.svg"}
    assert "sourceMappingURL" not in (target / assets.TEXTS[1]).read_text()


def test_what_was_there_stays_where_something_is_missing(tmp_path, target, monkeypatch):
    dist = distribution(tmp_path / "dist")
    monkeypatch.setattr(assets, "DIST", dist)
    (dist / assets.TEXTS[2]).unlink()
    with pytest.raises(SystemExit, match="disagree"):
        assets.copy()
    shutil.rmtree(dist)
    with pytest.raises(SystemExit, match="disagree"):
        assets.copy()
    assert (target / "old.css").read_text() == "of before"
