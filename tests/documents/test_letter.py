"""The cover letter says everything that domain section 7 asks of it, and is labelled at both ends."""

from dataclasses import replace
from datetime import date

from requests_app.documents.labels import LABEL
from requests_app.documents.letter import WIDTH, LetterFacts, cover_letter

FACTS = LetterFacts(
    number="USAO-2026-0001",
    title="Forged permits",
    agency="United States Attorney's Office",
    agreement="",
    submission=2,
    signer="Theodore Quill, United States Attorney",
    recipient="Dana Okafor, Special Agent",
    approver="Samuel Ward, 2026-11-20",
    approved_on=date(2026, 11, 20),
    counsel="Judith Kessler, 2026-11-19",
    prepared_by="Helen Marsh",
    snapshot_hash="ab" * 32,
    items=("Last known address",),
    periods=("2022", "2023"),
    taxpayers=1,
)


def test_it_names_authority_request_periods_limits_penalties_safeguards_custodian_approver() -> None:
    letter = " ".join(cover_letter(FACTS).split())
    for words in (
        "26 U.S.C. 6103(i)(2)", "USAO-2026-0001, submission 2", "2022; 2023.", "USE LIMITS", "7213A", "7431",
        "6103(p)(4)", "CUSTODIAN", "Dana Okafor, Special Agent", "Samuel Ward, 2026-11-20",
        "November 20, 2026", "for 1 taxpayer,", "Judith Kessler",
    ):  # fmt: skip
        assert words in letter


def test_it_is_labelled_first_and_last() -> None:
    lines = cover_letter(FACTS).strip().split("\n")
    assert lines[0] == LABEL
    assert LABEL in cover_letter(FACTS).strip()[-300:]


def test_no_line_is_too_long_and_the_agreement_is_named() -> None:
    letter = cover_letter(replace(FACTS, agreement="Memorandum of understanding", periods=()))
    assert max(map(len, letter.split("\n"))) <= WIDTH
    assert "Memorandum of understanding" in letter
    assert "as set forth for each taxpayer" in letter
