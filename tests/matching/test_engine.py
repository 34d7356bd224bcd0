"""The rules of the engine's docstring, one by one: who is matched, what is left to a person, what isn't found."""

import pytest

from requests_app.matching.comparing import FIELDS, OTHERS, WORDS, Compared, compare
from requests_app.models.matching import MatchVerdict
from requests_app.rules.matching import TIN_CODES
from tests.matching.sides import form, kept, one, pairs, verdict, verdicts

pytestmark = pytest.mark.django_db

HOME = "476 Prototype Ave Apt 2B, Phoenix, AZ 85004"
NEXT_DOOR = "476 Prototype Ave Apt 3A, Phoenix, AZ 85004"
HOUSE = "476 Prototype Ave, Phoenix, AZ 85004"
AWAY = "9 Sample Ct, Chicago, IL 60605"
CARL, TWIN, OTHER = "912-66-0001", "912-66-0002", "912-66-0003"
ON_RECORD = one("Carl Demofield", HOME, CARL)


@pytest.mark.parametrize(
    ("subject", "method", "address"),
    [
        (one("CARL DEMOFIELD", HOME, CARL), "name_tin", "agrees"),
        (one("Carl Demofield", AWAY, CARL), "name_tin", "differs"),
        (one("Carl Demofield", HOUSE, CARL), "name_tin", "differs"),
        (one("Carl Demofield", "", CARL), "name_tin", "not_comparable"),
        (one("Carl Demofield", "476 PROTOTYPE AVENUE #2-B PHOENIX ARIZONA 85004-1234"), "name_address", "agrees"),
        (one("Carl Demofield", "476 Prototype Ave Apt 2B, Phoenix, AZ"), "name_address", "agrees"),
        (one("Carl Demofield", HOME, middle="Quentin"), "name_address", "agrees"),
        (one("C. Demofield", HOME, CARL), "name_tin", "agrees"),
    ],
)
def test_matched(subject: dict[str, str], method: str, address: str) -> None:
    found = verdict(subject, ON_RECORD)
    assert (found.verdict, found.record_id, found.method, found.address) == ("matched", 1, method, address)
    assert found.candidates == []


@pytest.mark.parametrize(
    ("subject", "records", "reason"),
    [
        pytest.param(one("Carl Demofield", HOME, TWIN), [ON_RECORD], "tin:differs", id="another TIN"),
        pytest.param(one("Carl Demofield", HOME, "912-66-0010"), [ON_RECORD], "tin:differs", id="digits transposed"),
        pytest.param(
            one("Carl Demofield", HOME, OTHER),
            [ON_RECORD, one("Otto Else", AWAY, OTHER)],
            "tin:equal",
            id="somebody else's TIN",
        ),
        pytest.param(
            one("Carl Demofield", HOME, TWIN),
            [ON_RECORD, one("Karl Demofield", HOME, TWIN)],
            "given:differs",
            id="a twin's TIN",
        ),
        pytest.param(one("Karl Demofield", HOME), [ON_RECORD], "given:differs", id="household"),
        pytest.param(one("Carl Married", HOME), [ON_RECORD], "surname:differs", id="another surname there"),
        pytest.param(one("Demofield Carl", HOME), [ON_RECORD], "surname:swapped", id="names swapped"),
        pytest.param(one("Carl Demofield Jr", HOME, CARL), [ON_RECORD], "suffix:missing", id="junior, TIN equal"),
        pytest.param(one("Carl Demofield Jr", HOME), [ON_RECORD], "suffix:missing", id="junior"),
        pytest.param(
            one("Carl Demofield Jr", HOME, CARL), [one("Carl Demofield Sr", HOME, CARL)], "suffix:differs", id="senior"
        ),
        pytest.param(
            one("Carl Demofield", HOME),
            [ON_RECORD, one("Carl Demofield Jr", HOME, TWIN)],
            OTHERS[2],
            id="his son there",
        ),
        pytest.param(
            one("Carl Demofield", HOME, CARL),
            [ON_RECORD, one("Carl Demofield", HOME, TWIN)],
            OTHERS[2],
            id="a namesake",
        ),
        pytest.param(
            one("Carl Demofield", HOME), [ON_RECORD, one("Carl Demofield", HOME, TWIN)], OTHERS[0], id="two fit"
        ),
        pytest.param(
            one("Carl Demofield", HOME), [ON_RECORD, one("Carl Demofield", NEXT_DOOR, TWIN)], OTHERS[2], id="next door"
        ),
        pytest.param(
            one("Carl Demofield", AWAY, CARL),
            [ON_RECORD, one("Carl Demofield", AWAY, TWIN)],
            OTHERS[2],
            id="one by each",
        ),
        pytest.param(
            one("C Demofield", HOME, CARL),
            [ON_RECORD, one("Conrad Demofield", HOME, TWIN)],
            OTHERS[2],
            id="twin's initial",
        ),
        pytest.param(one("Carl Demofield", HOUSE), [ON_RECORD], "address:unit missing", id="no unit"),
        pytest.param(one("Carl Demofield", NEXT_DOOR), [ON_RECORD], "address:unit differs", id="another unit"),
        pytest.param(
            one("Carl Demofeld", AWAY, CARL), [ON_RECORD], "surname:name control only", id="name control alone"
        ),
        pytest.param(one("Otto Else", AWAY, CARL), [ON_RECORD], "surname:differs", id="TIN of another name"),
        pytest.param(one("C Demofield", AWAY, CARL), [ON_RECORD], "given:initial", id="initial, moved"),
        pytest.param(one("C Demofield", HOME), [ON_RECORD], "given:initial", id="initial without TIN"),
        pytest.param(
            one("Carl Demo-Field", HOME), [one("Carl Field", HOME, CARL)], "surname:in part", id="half a surname"
        ),
        pytest.param(
            one("Carl Demofield", "476 Protoype Ave Apt 2B, Phoenix, AZ 85004"),
            [ON_RECORD],
            "address:street differs",
            id="typo",
        ),
        pytest.param(
            one("Carl Demofield", "476 Prototype Ave Apt 2B, Tucson, AZ"),
            [ON_RECORD],
            "address:place differs",
            id="city",
        ),
        pytest.param(
            one("Carl Demofield", HOME, middle="Quentin"),
            [one("Carl Demofield", HOME, CARL, middle="Xavier")],
            "middle:differs",
            id="another middle name",
        ),
    ],
)
def test_left_to_a_person(subject: dict[str, str], records: list[dict[str, str]], reason: str) -> None:
    found = verdict(subject, *records)
    assert (found.verdict, found.record_id, found.method, found.address) == ("ambiguous", None, "", "")
    assert sorted(found.candidates) == list(range(1, len(records) + 1))
    assert any(said.endswith(reason) for said in found.reasons)


@pytest.mark.parametrize(
    "subject",
    [
        one("Carl Demofield", AWAY),
        one("Carl Demofield", ""),
        one("Otto Else", AWAY, TWIN),
        one("Otto Else", HOME),
        one("Otto Demofield", NEXT_DOOR),
        one("Carl Else", NEXT_DOOR),
        one("Carl Demofield", "12 Prototype Ave, Phoenix, AZ 85004"),
        one("", HOME),
    ],
)
def test_not_found(subject: dict[str, str]) -> None:
    found = verdict(subject, ON_RECORD)
    assert (found.verdict, found.record_id, found.candidates) == ("not_found", None, [])
    assert found.reasons == ["tin:not issued" if subject["tin"] else "tin:missing"]


def test_an_entity_is_matched_by_its_own_name() -> None:
    kept = {"entity_name": "The Sample Company, Inc.", "address": HOUSE, "tin": CARL}
    found = verdict({"entity_name": "SAMPLE CO INCORPORATED", "address": HOUSE}, kept)
    assert (found.verdict, found.reasons) == ("matched", ["tin:missing", "surname:entity", "address:equal"])
    assert verdict(one("Sample Company", HOUSE), kept).verdict == "not_found"


def test_names_parted_otherwise_are_equal() -> None:
    kept = one("Mary Demo", HOME, CARL, middle="Ann")
    assert verdict(one("Maryann Demo", HOME), kept).verdict == "matched"
    assert verdict(one("Mary-Ann Demo", HOME), kept).verdict == "matched"


def test_a_household_doesnt_hide_who_is_named_in_full() -> None:
    family = [one(f"{name} Demofield", HOME, f"912-66-010{n}") for n, name in enumerate(("Anna", "Bert", "Cora"))]
    assert verdict(one("Carl Demofield", HOME, CARL), ON_RECORD, *family).record_id == 1
    assert verdict(one("Carl Demofield", HOME), ON_RECORD, *family).record_id == 1


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        (one("Carl Demofield", HOME), "1"),
        (one("Carl Demofield", HOME, CARL), "0"),
        (one("Carl Demofred", HOME, CARL), "0"),
        (one("Carl Else", HOME, CARL), "3"),
        (one("Carl Demofield", HOME, TWIN), "2"),
    ],
)
def test_the_code_of_the_tin_is_the_irss_own(subject: dict[str, str], code: str) -> None:
    assert verdict(subject, ON_RECORD).tin_code == code
    assert code in TIN_CODES


def test_ten_candidates_at_most_the_likeliest_first() -> None:
    crowd = [one(f"Name{n} Demofield", HOME, f"912-66-{n + 100:04d}") for n in range(15)]
    found = verdict(one("Carl Demofield", HOME, OTHER), *crowd, ON_RECORD)
    assert len(found.candidates) == 10
    assert found.candidates[0] == 16


def test_every_reason_has_its_words_and_fits_its_column() -> None:
    said = {f"{field}:{word}" for field, words in FIELDS.items() for word in words if word}
    said |= {f"others:{word}" for word in OTHERS} | {"tin:not issued"}
    assert set(WORDS) == said
    longest = MatchVerdict._meta.get_field("reasons").base_field.max_length
    assert max(map(len, said)) <= longest


def test_one_record_is_compared_once_and_as_in_python() -> None:
    names = (
        "Carl Demofield",
        "Karl Demofield",
        "Demofield Carl",
        "C Demofield",
        "Carl Demo-Field",
        "Carl Demofield Jr",
        "Ann Field",
    )
    people = [one(name, place, tin) for name in names for place in (HOME, HOUSE, AWAY) for tin in ("", CARL, TWIN)]
    people += [
        one("Carl Demofield", HOME, tin, middle=middle) for middle in ("Q", "Quentin", "Xavier") for tin in ("", CARL)
    ]
    found = pairs(people, people)
    assert len({(subject, record) for subject, record, _ in found}) == len(found) > 1_000
    for subject, record, code in found:
        expected = compare(form(people[subject - 1]), form(people[record - 1]))
        bits = ((code & 3), *((code >> at & 7) for at in (2, 5, 8)), (code >> 11 & 3), (code >> 13 & 7))
        assert Compared._make(bits) == expected, (people[subject - 1], people[record - 1])


def test_looking_up_by_index_finds_the_same() -> None:
    people = [one(f"Carl{n % 5} Demofield", (HOME, AWAY)[n % 2], (CARL, "", TWIN)[n % 3]) for n in range(30)]
    assert verdicts(people, people, by_index=True) == verdicts(people, people)


def test_records_that_share_no_key_with_a_subject_change_no_verdict() -> None:
    names = ("Carl Demofield", "C Demofield", "Demofield Carl", "Carl Else", "Ann Field", "Ann Field Jr")
    people = [one(n, place, tin) for n in names for place in (HOME, HOUSE, AWAY, "") for tin in ("", CARL, TWIN)]
    strangers = [one(f"Name{n} Other", f"{n} Far Rd, Tampa, FL 33602", f"912-67-{n:04d}") for n in range(1, 30)]
    some = people[:9]
    assert verdicts(some, [*strangers, *people], near=True) == verdicts(some, [*strangers, *people])
    assert kept(some, [*strangers, *people]) < len(people) + len(strangers)
