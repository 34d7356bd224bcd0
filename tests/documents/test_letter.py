"""Letters are PDF/UA-1, say all that domain section 7 asks of them, bear the label, and show every text as text."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import page
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.documents import signs
from requests_app.documents.labels import LABEL, LABEL_SENTENCE
from requests_app.documents.letter import cover_letter, subject_letter
from requests_app.documents.signs import Shown, readable
from requests_app.documents.typesetting import CannotSet, pdf
from tests.documents.examples import AUDIT, FACTS, FILES, ROW
from tests.documents.pdf_text import text_of

COVER = cover_letter(FACTS, FILES)
MARKUP = r"""#let x = 1 $y$ *bold* _em_ @ref <label> `raw` \ // note /* more */ [body] {code} = head - item + one ~ "q" 'a'"""


def bare(text: str) -> str:
    return "".join(text.split())


def whole(letter: bytes) -> str:
    return "".join(text_of(letter))


def on_subject(**changes: str) -> bytes:
    return subject_letter(FACTS, [replace(ROW, **changes), AUDIT], ["", "attachments/row-0000001-2-audit.pdf"])


LETTERS = {
    "cover": COVER,
    "cover under an agreement": cover_letter(replace(FACTS, agreement=MARKUP, title=MARKUP, periods=()), FILES),
    "subject": on_subject(),
    "subject with everything": on_subject(value="王小明 محمد שלום Łódź \U0001f600 \x01 " + "X" * 3000),
}


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_it_is_accessible_by_the_standard(letter):
    report = page.validate_pdf_bytes(letter, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report.failures
    assert report.checks.failed == 0


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_it_is_tagged_and_has_a_title_and_a_language(letter):
    with pikepdf.open(io.BytesIO(letter)) as document:
        assert document.Root.MarkInfo.Marked is True
        assert document.Root.StructTreeRoot.K
        assert str(document.Root.Lang) == "en-US"
        assert document.Root.ViewerPreferences.DisplayDocTitle is True
        assert FACTS.number in document.open_metadata()["dc:title"]


def test_the_cover_names_authority_request_periods_limits_penalties_safeguards_custodian_approver():
    said = whole(COVER)
    for words in (
        "26 U.S.C. 6103(i)(2)", "USAO-2026-0001, submission 2: Forged permits", "2022; 2023.", "Use limits", "7213A", "7431",
        "6103(p)(4)", "Custodian", "Dana Okafor, Special Agent", "Samuel Ward, 2026-11-20", "November 20, 2026",
        "for 1 taxpayer,", "Judith Kessler", "Last known address", "taxpayer identity", "cd" * 32, "12,345",
        "sha256sum --check SHA256SUMS", "age --decrypt --identity key.txt", FACTS.recipient_key,
        "matching edition 2026-11-22.1",
    ):  # fmt: skip
        assert bare(words) in said, words


def test_periods_too_many_to_list_stand_in_the_release_file():
    many = tuple(str(year) for year in range(1954, 2024))
    assert bare("As set forth for each taxpayer") in whole(cover_letter(replace(FACTS, periods=many), FILES))


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_every_page_bears_the_label_and_the_last_its_sentence(letter):
    pages = text_of(letter)
    assert all(text.count(bare(LABEL)) >= 2 for text in pages)
    assert bare(LABEL_SENTENCE) in pages[-1]


def test_the_letter_on_one_taxpayer_says_what_is_disclosed_and_whence():
    said = whole(on_subject())
    for words in (
        ROW.value,
        "Demofield",
        "24-cr-00001",
        AUDIT.value,
        AUDIT.source,
        "row-0000001-2-audit.pdf",
        "Use limits",
    ):
        assert bare(words) in said, words


@pytest.mark.parametrize("typed", [MARKUP, "Zoë Ñandú Łódź Ørsted Çelik", "Иван Ελένη", '#panic("x")', "</Document>"])
def test_what_was_typed_comes_out_as_it_was_typed(typed):
    assert bare(typed) in whole(on_subject(value=typed))


def test_letters_of_other_scripts_are_set_from_right_to_left_too():
    said = whole(on_subject(value="שלום"))
    assert "שלום" in said or "םולש" in said


def test_signs_that_no_font_has_and_those_that_turn_text_about_stand_as_numbers():
    said = whole(on_subject(value="王\u202eevil\x07\ue000"))
    assert "[U+738B][U+202E]evil[U+0007][U+E000]" in said


def test_a_word_as_long_as_a_page_is_broken_and_a_hash_is_not():
    assert readable("ab" * 32, Shown.WHERE_FONTS_HAVE_IT) == "ab" * 32
    broken = readable("x" * 500, Shown.WHERE_FONTS_HAVE_IT)
    assert max(map(len, broken.split("\u200b"))) == 40
    assert broken.replace("\u200b", "") == "x" * 500


@settings(max_examples=40, deadline=None)
@given(typed=st.text(min_size=1, max_size=30))
def test_any_text_can_be_set(typed):
    assert on_subject(value=typed).startswith(b"%PDF")


def test_signs_that_the_fonts_have_one_by_one_but_not_joined_stand_as_numbers():
    assert "[U+2707][U+0963]" in whole(on_subject(value="\u2707\u0963"))


def test_a_text_of_more_signs_than_a_script_has_is_not_looked_up_sign_by_sign():
    many = "م" + "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    asked = signs._in_fonts.cache_info().misses
    assert readable(many, Shown.WHERE_FONTS_HAVE_IT).replace("\u200b", "").startswith("[U+0645][U+4E00][U+4E01]")
    assert signs._in_fonts.cache_info().misses == asked
    assert readable("م" * 1_000, Shown.WHERE_FONTS_HAVE_IT).startswith("م")


def test_in_latin_letters_alone_anything_can_be_set():
    assert readable("é王 م", Shown.LATIN_ALONE) == "é[U+738B] [U+0645]"


def test_only_the_fonts_that_typst_brings_are_in_it():
    with pikepdf.open(io.BytesIO(LETTERS["subject with everything"])) as document:
        names = {str(font.BaseFont).split("+")[-1] for one in document.pages for font in one.resources.Font.values()}
    assert {name.split("-")[0] for name in names} <= {"LibertinusSerif", "NewCM10", "DejaVuSansMono"}


def test_another_process_sets_the_same_bytes():
    script = (
        "import django; django.setup(); from tests.documents.examples import FACTS, FILES; "
        "from requests_app.documents.letter import cover_letter; from hashlib import sha256; "
        "print(sha256(cover_letter(FACTS, FILES)).hexdigest())"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": "."}
    run = subprocess.run([sys.executable, "-c", script], env=elsewhere, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == sha256(COVER).hexdigest()


def test_what_isnt_accessible_is_refused_without_its_text():
    assert pdf(b"= No title in this document", {}) is None


def test_a_forked_process_says_so_at_once_instead_of_waiting_for_ever():
    child = os.fork()
    if child == 0:
        try:
            cover_letter(FACTS, FILES)
        except CannotSet:
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
