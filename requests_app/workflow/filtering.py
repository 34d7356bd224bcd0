"""The filter that chooses a group of standing subjects, as a value: kept as JSON, said in words, asked of PostgreSQL.

It is asked three times of the same rows: when the selection is made, when it is decided on, and when each part is carried out.
What only the IRS may know (verdicts, its own flags) is read for the request's present submission.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..intake.counting import plain
from ..models import DisclosureRequest
from ..models.as_facts import STANDING
from ..rules import numbering
from ..rules.facts import Audience
from ..rules.flags import CODES
from ..rules.lists import EDITION
from ..rules.matching import AddressCheck, Verdict

SHOWS: dict[str, str] = {
    "blocked": "that carry a blocking flag",
    "review": "with a review flag to be cleared",
    "sound": "without a standing flag",
}
"""How subjects stand -> how a choice of them reads."""

SHARES: dict[str, str] = {
    "reason": "that give the same reason as {subject}",
    "officer": "that name the same officer as {subject}",
    "matter": "that name the same matter as {subject}",
    "identity": "that name the same person as {subject}",
}
"""What subjects share with one of them -> how a choice of them reads."""

VERDICTS: dict[str, str] = {
    Verdict.MATCHED: "whom exactly one record fits",
    Verdict.AMBIGUOUS: "whom more than one record may fit",
    Verdict.NOT_FOUND: "for whom no record that fits was found",
}
ADDRESSES: dict[str, str] = {
    AddressCheck.AGREES: "whose address agrees with the record’s",
    AddressCheck.DIFFERS: "whose address differs from the record’s",
    AddressCheck.NOT_COMPARABLE: "whose address can’t be compared with the record’s",
}
OF_VERDICTS: dict[str, str] = {"match.none": Verdict.NOT_FOUND, "match.ambiguous": Verdict.AMBIGUOUS}
"""Flags that are derived from a verdict, and from which."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which standing subjects of a request: every part that is given must hold.

    `statute`: a canonical citation, its parts included; `row` goes with `shares`; `rows`: ranges of row numbers, from and to.
    """

    show: str = ""
    code: str = ""
    statute: str = ""
    verdict: str = ""
    address: str = ""
    officer: str = ""
    matter: str = ""
    shares: str = ""
    row: int = 0
    rows: tuple[Span, ...] = ()

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Filter:
        """Return the filter that was kept as JSON."""
        return cls(**{**kept, "rows": tuple((first, last) for first, last in kept.get("rows", ()))})

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept, without the parts that aren't given."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def rests_on_records(self) -> bool:
        """Whether it tells what the IRS's records hold, or another agency asks: then no reason may say so to the agency."""
        irs_only = self.code in CODES and CODES[self.code].audience != Audience.AGENCY
        return bool(self.verdict or self.address or irs_only)

    def in_words(self) -> str:
        """Return it as a sentence without a full stop."""
        parts = [
            SHOWS.get(self.show, ""),
            f"with the flag {self.code}" if self.code else "",
            f"that cite {self.statute}" if self.statute else "",
            VERDICTS.get(self.verdict, ""),
            ADDRESSES.get(self.address, ""),
            f"of the officer {self.officer}" if self.officer else "",
            f"of the matter {self.matter}" if self.matter else "",
            SHARES[self.shares].format(subject=numbering.subject(self.row)) if self.shares else "",
            f"numbered {spans(self.rows)}" if self.rows else "",
        ]
        given = ", ".join(part for part in parts if part)
        return f"Standing subjects {given}" if given else "Every standing subject"


def spans(rows: tuple[Span, ...]) -> str:
    """Return '3, 12–15' for ranges of rows; after the first ten how many more there are."""
    told = [f"{first}" if first == last else f"{first}–{last}" for first, last in rows[:10]]
    return ", ".join(told) + (f" and {len(rows) - 10:,} more ranges" if len(rows) > 10 else "")


Condition = tuple[str, dict[str, Any]]

_KEPT_BACK = (
    "s.id IN (SELECT f.subject_id FROM requests_app_confidentialflag f WHERE f.disclosure_request_id = %(request)s "
    "AND f.audience = 'irs' AND {})"
)
_VERDICT = (
    "s.id IN (SELECT v.subject_id FROM requests_app_matchverdict v WHERE v.disclosure_request_id = %(request)s "
    "AND v.submission = %(submission)s AND {})"
)
_KEPT_BACK_ON = """coalesce((SELECT bool_or({}) FROM requests_app_confidentialflag f
    WHERE f.subject_id = s.id AND f.audience = 'irs'), false)"""
_VERDICT_ON = (
    """(SELECT {} FROM requests_app_matchverdict v WHERE v.subject_id = s.id AND v.submission = %(submission)s)"""
)
"""The same of one subject, as a value: a join would lead the planner through the whole request for each few of it."""
_STATUTE = """sha256(convert_to(s.statute, 'UTF8')) IN (
    SELECT r.text_sha256 FROM requests_app_statutereading r, unnest(r.citations) AS c
    WHERE r.edition = %(edition)s AND (c = %(statute)s OR starts_with(c, %(statute)s || '(')))"""
_LIKE = "(SELECT {} FROM requests_app_subject k WHERE k.disclosure_request_id = %(request)s AND k.row = %(row)s)"
_BY_TEXT = """s.{column} IN (
    SELECT t.text FROM (SELECT DISTINCT k.{column} AS text FROM requests_app_subject k
                        WHERE k.disclosure_request_id = %(request)s OFFSET 0) t WHERE {same})"""
_SAME_PERSON_ON = f"s.identity_keys && {_LIKE.format('k.identity_keys')}"
_SAME_PERSON = (
    f"s.id IN (SELECT desk_bearers(coalesce({_LIKE.format('k.identity_keys')}, ARRAY[]::bytea[]), %(request)s))"
)
"""The same of a whole request, found by the index as `models.subject.bearers` finds it; the row may be nobody's."""
_COLUMNS = {"officer": "officer_name", "matter": "case_number"}


def _named(name: str, wanted: str, *, few: bool) -> str:
    """Return the condition that a text is this one, letters and figures only; over a whole request each text is read once."""
    column = _COLUMNS[name]
    if few:
        return f"{plain(f's.{column}')} = {plain(wanted)}"
    return _BY_TEXT.format(column=column, same=f"{plain('t.text')} = {plain(wanted)}")


def _kept_back(few: bool) -> str:
    return _KEPT_BACK_ON if few else _KEPT_BACK


def _verdict(few: bool) -> str:
    return _VERDICT_ON if few else _VERDICT


def _shared(shares: str, *, few: bool) -> str:
    if shares == "reason":
        return f"s.reason_key <> '' AND s.reason_key = {_LIKE.format('k.reason_key')}"
    if shares == "identity":
        return _SAME_PERSON_ON if few else _SAME_PERSON
    column = _COLUMNS[shares]
    return f"s.{column} <> '' AND {_named(shares, _LIKE.format(f'k.{column}'), few=few)}"


def _shown(show: str, *, few: bool) -> str:
    if show == "blocked":
        return "cardinality(s.blocking_codes) > 0"
    if show == "review":
        return f"(NOT s.review_codes <@ s.cleared_codes OR {_kept_back(few).format('NOT f.cleared')})"
    return "cardinality(s.blocking_codes) = 0 AND s.review_codes <@ s.cleared_codes"


def _coded(code: str, *, few: bool) -> str:
    if code in OF_VERDICTS:
        return _verdict(few).format("v.verdict = %(of_code)s")
    own = "s.blocking_codes @> ARRAY[%(code)s]::varchar[] OR s.review_codes @> ARRAY[%(code)s]::varchar[]"
    return f"({own} OR {_kept_back(few).format('f.code = %(code)s')})"


def _matched(chosen: Filter, *, few: bool) -> str:
    parts = [f"v.{name} = %({name})s" for name in ("verdict", "address") if getattr(chosen, name)]
    return _verdict(few).format(" AND ".join(parts))


def _parts(chosen: Filter, *, few: bool) -> Iterator[str]:
    if chosen.show:
        yield _shown(chosen.show, few=few)
    if chosen.code:
        yield _coded(chosen.code, few=few)
    if chosen.statute:
        yield _STATUTE
    if chosen.verdict or chosen.address:
        yield _matched(chosen, few=few)
    for name in _COLUMNS:
        if getattr(chosen, name):
            yield _named(name, f"%({name})s::text", few=few)
    if chosen.shares:
        yield _shared(chosen.shares, few=few)
    if chosen.rows:
        ranges = (f"s.row BETWEEN {first:d} AND {last:d}" for first, last in chosen.rows)
        yield f"({' OR '.join(ranges)})"


def condition(disclosure_request: DisclosureRequest, chosen: Filter, *, few: bool = False) -> Condition:
    """Return the SQL that says whether a subject `s` stands in the request and fits the filter, with its named values.

    `few`: it is asked of a few subjects that are named beside it, not of the whole request.
    """
    standing = ", ".join(f"'{outcome.value}'" for outcome in STANDING)
    of_request = "s.disclosure_request_id" + (" + 0" if few else "")  # no index of the request: the ids lead
    base = f"{of_request} = %(request)s AND s.outcome IN ({standing})"
    values = {
        **asdict(chosen),
        "request": disclosure_request.pk,
        "submission": disclosure_request.submission,
        "edition": EDITION,
        "of_code": OF_VERDICTS.get(chosen.code, ""),
    }
    del values["rows"]
    return " AND ".join([base, *_parts(chosen, few=few)]), values
