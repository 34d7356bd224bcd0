"""The commands of the proof: what can't be checked, or isn't said in words, is told so and changes nothing."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audits.models import Break
from tests import databases
from tests.audits.sealed import sealed_in, words

BY, WHY = "A. Lund", "A disk failed; see the file of 3 May."


@pytest.fixture
def origin() -> str:
    return databases.TEMPLATE


@pytest.fixture
def sealed(committed_db, tmp_path, settings):
    words("alpha", "beta")
    made = sealed_in(tmp_path)
    made.seal()
    settings.SEAL_FOLDER, settings.SEALER_KEY_FILE = str(made.folder.path), str(tmp_path / "key.pem")
    settings.SEAL_ORIGIN, settings.WITNESS_FOLDER = made.sealer.signer.name, ""
    return made


def declared(by: str, why: str, *more: str) -> str:
    out = StringIO()
    call_command("declare_break", "--by", by, "--why", why, *more, stdout=out)
    return out.getvalue()


def test_a_file_that_is_no_checkpoint_is_not_told_as_altered_records(sealed, tmp_path):
    (tmp_path / "kept").write_text("no checkpoint\n")
    with pytest.raises(CommandError, match="is no checkpoint that this key signed") as refused:
        call_command("verify_history", since=tmp_path / "kept")
    assert refused.value.returncode == 2


def test_of_a_broken_folder_the_check_tells_with_a_checkpoint_too(sealed, tmp_path):
    (tmp_path / "kept").write_text(sealed.folder.latest())
    (sealed.folder.path / "public-key").write_text("no key\n")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_history", since=tmp_path / "kept", stdout=StringIO())
    assert ended.value.code == 1


def test_a_break_is_declared_by_somebody_in_words(sealed):
    sealed.tampered("DELETE FROM requests_app_historicallistedword WHERE words = 'beta'")
    for by, why in ((" ", WHY), (BY, " "), (BY, "xxx")):
        with pytest.raises(CommandError, match="in words. Nothing was declared"):
            declared(by, why, "--yes")
    assert "add --yes" in declared(BY, WHY) and not Break.objects.exists()
    assert "Anything else that is altered still fails." in declared(BY, WHY, "--yes")
    assert Break.objects.filter(declared_by=BY, why=WHY).exists()
