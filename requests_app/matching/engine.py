"""Verdicts, set-wise, in SQL, from stored normal forms: nothing is opened, and no name or number is in a statement.

Candidates come by four keys: the TIN; surname and street; given name and street; both names, in either order, and ZIP code.
Each pair is compared field by field (comparing.FIELDS), once, where its first key finds it. Then, for each subject:

| what is found | verdict |
| --- | --- |
| one record *fits*, and no other record fits or *rivals* it | matched |
| several fit; or one fits and another rivals it; or none fits and some are *near* | ambiguous, the candidates best first |
| nothing near | not found |

*Fits*: nothing differs in generation (junior, III; missing on one side is enough) or middle name (missing isn't), and
- surname and given name equal and the TIN is the record's (method: name and TIN), or
- surname and given name equal, no TIN on one side, and the address equal to the unit (method: name and address), or
- the TIN is the record's, the surname and the whole address equal, and of the given name one side has the initial alone.
Names are equal too where all letters are, parted otherwise ('Mary Ann', 'Maryann'; a first surname in the middle).

*Rivals*: another record that bears the TIN, or somebody whose name may be this one's at that street and place, whatever the
unit, generation, middle name or initial: a twin under an initial, a junior, a namesake next door.

*Near*: the TIN is the record's; a name that may be this one's at an address with the street, or house number and ZIP code, in
common; one surname or one given name at one address (a household, another surname after a marriage).

The supplied address is checked apart: *agrees* where it is equal to the unit, *not comparable* where one side has none that can
be read, else *differs*. The TIN's code is the IRS's: 1 no TIN that could be compared, 2 no record bears it, 0 the record that
bears it has the same name control, 3 another. Source: domain, section 7.
"""

from __future__ import annotations

from ..rules.matching import AddressCheck, Method, Verdict
from .comparing import FIELDS, OTHERS, SURNAME, Compared

MOST_CANDIDATES = 10
_BITS = {"tin": 0, "surname": 2, "given": 5, "middle": 8, "suffix": 11, "address": 13}
"""Field -> its first bit in a pair's code."""
_WIDTH = {"tin": 3, "surname": 7, "given": 7, "middle": 7, "suffix": 3, "address": 7}
_CONTROL_AT = 16
"""Where a pair's code says that the name controls are equal."""
_CODE_AT, _KIND_AT = 40, 57
"""Where code and kind stand in a packed pair; below them the record's id, smaller than 2^40."""
_NEAR, _RIVAL, _HOLDER, _FIT = 1, 2, 3, 4
"""Kinds of pairs: near, a rival, a rival that bears the TIN, one that fits."""

_TIN = "CASE WHEN s.tin = r.tin THEN 1 WHEN s.tin IS NULL OR r.tin IS NULL THEN 0 ELSE 2 END"
_SWAPPED = "(s.surname = r.given AND s.given = r.surname)"
_SURNAME = f"""CASE WHEN s.initial IS NULL AND s.whole = r.whole THEN 7 WHEN s.surname = r.surname THEN 1
 WHEN s.whole = r.whole THEN 6
 WHEN s.surname = r.first_part OR s.surname = r.last_part OR s.first_part = r.surname OR s.last_part = r.surname
   OR s.first_part IN (r.first_part, r.last_part) OR s.last_part IN (r.first_part, r.last_part) THEN 2
 WHEN {_SWAPPED} THEN 3 WHEN s.control = r.control THEN 4 WHEN s.surname IS NULL OR r.surname IS NULL THEN 0 ELSE 5 END"""
_GIVEN = f"""CASE WHEN s.given = r.given OR s.whole = r.whole THEN 1
 WHEN s.initial = r.initial AND (s.given IS NULL OR r.given IS NULL) THEN 2
 WHEN {_SWAPPED} THEN 3 WHEN s.initial IS NULL OR r.initial IS NULL THEN 0 ELSE 4 END"""
_MIDDLE = """CASE WHEN s.middle_initial IS NULL AND r.middle_initial IS NULL THEN 0
 WHEN s.whole = r.whole OR s.middle = r.middle THEN 1 WHEN s.middle_initial IS NULL OR r.middle_initial IS NULL THEN 3
 WHEN s.middle_initial = r.middle_initial AND (s.middle IS NULL OR r.middle IS NULL) THEN 2 ELSE 4 END"""
_SUFFIX = """CASE WHEN s.suffix = r.suffix THEN 1 WHEN s.suffix IS NULL AND r.suffix IS NULL THEN 0
 WHEN s.suffix IS NULL OR r.suffix IS NULL THEN 2 ELSE 3 END"""
_ADDRESS = """CASE WHEN s.street = r.street THEN
   CASE WHEN s.city IS DISTINCT FROM r.city OR s.zip <> r.zip THEN 4 WHEN s.unit = r.unit THEN 1
        WHEN s.unit IS NULL AND r.unit IS NULL THEN 1 WHEN s.unit IS NULL OR r.unit IS NULL THEN 2 ELSE 3 END
 WHEN s.street IS NULL OR r.street IS NULL THEN 0
 WHEN s.zip = r.zip THEN CASE WHEN s.house = r.house THEN 5 ELSE 6 END ELSE 7 END"""

_COMPARED = (_TIN, _SURNAME, _GIVEN, _MIDDLE, _SUFFIX, _ADDRESS)
CODE = " | ".join(
    f"(({sql}) << {at})"
    for sql, at in (
        *zip(_COMPARED, _BITS.values(), strict=True),
        ("CASE WHEN s.control = r.control THEN 1 ELSE 0 END", _CONTROL_AT),
    )
)
"""The comparisons of a pair s, r, as one number."""

JOINS: tuple[tuple[str, str], ...] = (
    ("s.tin = r.tin", ""),
    ("s.street = r.street AND s.surname = r.surname", "s.tin = r.tin"),
    ("s.street = r.street AND s.given = r.given", "s.tin = r.tin OR s.surname = r.surname"),
    (
        "s.name_zip = r.name_zip",
        "s.tin = r.tin OR (s.street = r.street AND (s.surname = r.surname OR s.given = r.given))",
    ),
)
"""The keys by which candidates are found, and the pairs that an earlier key has found already."""


ALONE = ("tin", "street", "name_zip")
"""Fields one of which every key of JOINS asks to be equal: who shares none of them with a subject is nobody's candidate."""


def _kind(pair: Compared) -> int:
    if pair.fits():
        return _FIT
    if pair.rivals():
        return _HOLDER if pair.tin == 1 else _RIVAL
    return _NEAR if pair.near() else 0


def _kinds() -> str:
    """Return the kind of each code as bytes in hexadecimal: the rules of comparing.Compared, looked up by SQL."""
    found = bytearray(1 << _CONTROL_AT)
    for code in range(1 << _CONTROL_AT):
        numbers = [code >> at & _WIDTH[name] for name, at in _BITS.items()]
        if all(number < len(words) for number, words in zip(numbers, FIELDS.values(), strict=True)):
            found[code] = _kind(Compared._make(numbers))
    return found.hex()


KINDS = f"'\\x{_kinds()}'::bytea"
"""The kind of every code, as an SQL constant."""


def near_sql(subjects: str, records: str) -> str:
    """Return a query of the records that share a key with some subject: one pass over records that are far more than subjects.

    Verdicts on what it returns are those on all records. Both arguments are table expressions.
    """
    shared = (f"{name} IN (SELECT {name} FROM {subjects} s WHERE {name} IS NOT NULL)" for name in ALONE)
    return f"SELECT * FROM {records} r WHERE {' OR '.join(shared)}"


def pairs_sql(subjects: str, records: str, *, by_index: bool = False) -> str:
    """Return a query of all candidate pairs, each once: subject_id, record_id, code. Both arguments are table expressions.

    `by_index`: look each subject up by the indexes of `records`, whatever the planner thinks: for a range of a request.
    """
    parts = []
    for on, seen in JOINS:
        where = on + (f" AND ({seen}) IS NOT TRUE" if seen else "")
        looked_up = f"CROSS JOIN LATERAL (SELECT * FROM {records} r WHERE {where} OFFSET 0) r"
        joined = looked_up if by_index else f"JOIN {records} r ON {where}"
        parts.append(f"SELECT s.subject_id, r.record_id, {CODE} AS code FROM {subjects} s {joined}")
    return "\nUNION ALL\n".join(parts)


def _field(name: str, code: str) -> str:
    return f"({code} >> {_BITS[name]} & {_WIDTH[name]})"


def reasons_sql(code: str) -> str:
    """Return the elements of an SQL array of a code's reasons, NULL where there is nothing to say."""
    told = []
    for name, words in FIELDS.items():
        list_ = ", ".join(f"'{name}:{word}'" if word else "NULL" for word in words)
        one = f"(ARRAY[{list_}]::text[])[{_field(name, code)} + 1]"
        entity = f"{_field('surname', code)} = {SURNAME.index('entity')}"
        told.append(f"CASE WHEN {entity} THEN NULL ELSE {one} END" if name == "given" else one)
    return ", ".join(told)


def _found_sql(pairs: str) -> str:
    """Return the query that gathers the pairs of each subject: the best, how many fit, how many rival, all best first."""
    kind = f"get_byte({KINDS}, code & {(1 << _CONTROL_AT) - 1})"
    pair = f"({kind}::bigint << {_KIND_AT}) | (code::bigint << {_CODE_AT}) | record_id"
    at_least = {one: f"pair >= {one << _KIND_AT}" for one in (_RIVAL, _HOLDER, _FIT)}
    return f"""
SELECT subject_id, max(pair) AS best, count(*) FILTER (WHERE {at_least[_FIT]}) AS fits,
 count(*) FILTER (WHERE {at_least[_RIVAL]} AND NOT {at_least[_FIT]}) AS rivals,
 count(*) FILTER (WHERE {at_least[_HOLDER]} AND NOT {at_least[_FIT]}) AS holders,
 max(pair >> {_CODE_AT + _CONTROL_AT} & 1) FILTER (WHERE pair >> {_CODE_AT} & {_WIDTH["tin"]} = 1) AS control_of_tin,
 (array_agg(pair & {(1 << _CODE_AT) - 1} ORDER BY pair DESC))[1:{MOST_CANDIDATES}] AS candidates
FROM (SELECT subject_id, {pair} AS pair FROM ({pairs}) pairs) packed
WHERE pair >= {_NEAR << _KIND_AT}
GROUP BY subject_id"""


def verdicts_sql(subjects: str, records: str, *, by_index: bool = False) -> str:
    """Return a query of one row a subject: subject_id, verdict, method, address, tin_code, record_id, candidates, reasons.

    Each argument is a table expression (a table's name, or a query in parentheses) with an id (subject_id, record_id, below
    2^40) and the columns models.record.FORM_FIELDS. `address` is '' and `record_id` null unless one record fits; `candidates`
    are those of an ambiguous subject, and its reasons are those of the first.
    """
    found = _found_sql(pairs_sql(subjects, records, by_index=by_index))
    best = f"(best >> {_CODE_AT} & {(2 << _CONTROL_AT) - 1})::int"
    address = _field("address", best)
    others = f"""CASE WHEN fits > 1 THEN 'others:{OTHERS[0]}' WHEN fits = 1 AND holders > 0 THEN 'others:{OTHERS[1]}'
  WHEN fits = 1 AND rivals > 0 THEN 'others:{OTHERS[2]}' END"""
    return f"""
SELECT s.subject_id,
 CASE WHEN best IS NULL THEN '{Verdict.NOT_FOUND}' WHEN one THEN '{Verdict.MATCHED}' ELSE '{Verdict.AMBIGUOUS}' END AS verdict,
 CASE WHEN one IS NOT TRUE THEN '' WHEN {_field("tin", best)} = 1 THEN '{Method.NAME_TIN}'
  ELSE '{Method.NAME_ADDRESS}' END AS method,
 CASE WHEN one IS NOT TRUE THEN '' WHEN {address} = 1 THEN '{AddressCheck.AGREES}'
  WHEN {address} = 0 THEN '{AddressCheck.NOT_COMPARABLE}' ELSE '{AddressCheck.DIFFERS}' END AS address,
 CASE WHEN s.tin IS NULL THEN '1' WHEN control_of_tin IS NULL THEN '2' WHEN control_of_tin = 1 THEN '0'
  ELSE '3' END AS tin_code,
 CASE WHEN one THEN best & {(1 << _CODE_AT) - 1} END AS record_id,
 CASE WHEN best IS NULL OR one THEN '{{}}'::bigint[] ELSE candidates END AS candidates,
 CASE WHEN best IS NULL THEN ARRAY[CASE WHEN s.tin IS NULL THEN 'tin:missing' ELSE 'tin:not issued' END]
  ELSE array_remove(ARRAY[{reasons_sql(best)}, {others}], NULL) END AS reasons
FROM {subjects} s LEFT JOIN (SELECT *, fits = 1 AND rivals = 0 AS one FROM ({found}) gathered) found
 ON found.subject_id = s.subject_id"""
