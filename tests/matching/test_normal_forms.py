"""Names and addresses as people write them, brought to one form, and what is never forgiven."""

import pytest

from requests_app.matching.names import control, entity, name_of, person, surely_whole
from requests_app.matching.normal import Form, form_of_fields
from requests_app.rules.addresses.both_forms import address_line
from requests_app.rules.addresses.normal import NONE, normal_address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("José", "", "García-López"), ("JOSE", "", "GARCIA LOPEZ")),
        (("Anna", "", "O'Brien"), ("ANNA", "", "Obrien")),
        (("Carl", "", "Demo Jr."), ("Carl", "", "DEMO JUNIOR")),
        (("Carl Jr", "", "Demo"), ("Carl", "", "Demo Jr")),
        (("Carl", "Jr", "Demo"), ("Carl", "", "Demo Jr")),
        (("", "", "DEMO, CARL A"), ("Carl", "A.", "Demo")),
        (("Mary-Ann", "", "Demo"), ("Mary", "Ann", "Demo")),
        (("Wm", "", "St. Clair"), ("William", "", "Saint Clair")),
        (("Ma. Guadalupe", "", "Hdez"), ("Maria", "Guadalupe", "Hernandez")),
        (("Mr. Carl", "", "Demo"), ("Carl", "", "Demo")),
    ],
)
def test_one_name_in_two_spellings(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert person(*one) == person(*other) != person("", "", "")


FIRST = ["", "A", "Al", "Dr", "ma", "MRS", "Wm", "Jr", "Ann-Kim", "José", "Mary Ann", "J.", "Ø", "ii", "3"]
LAST = ["", "X", "Li", "Jr", "de", "St", "Hdez", "Demo", "Demo Jr", "O'Brien", "Demo, Carl", " ", "Ñu", "3"]


def test_what_is_surely_a_whole_name_is_one_whatever_stands_between() -> None:
    pairs = [(first, last) for first in FIRST for last in LAST if surely_whole(first, last)]
    assert ("Al", "Li") in pairs and ("Wm", "Hdez") in pairs
    for middle in (*FIRST, *LAST):
        assert all(name_of(first, middle, last, entity).whole for first, last in pairs for entity in ("", "Sample Co"))


def test_one_entity_in_two_spellings() -> None:
    assert entity("The Sample Company, Inc.") == entity("SAMPLE CO INCORPORATED")
    assert name_of("", "", "", "Sample Co") != name_of("Sample", "", "Co", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Carl", "", "Demo Jr"), ("Carl", "", "Demo Sr")),
        (("Carl", "", "Demo Jr"), ("Carl", "", "Demo")),
        (("Carla", "", "Demo"), ("Carl", "", "Demo")),
        (("Carl", "", "Demos"), ("Carl", "", "Demo")),
        (("Bob", "", "Demo"), ("Robert", "", "Demo")),
    ],
)
def test_two_people_stay_two(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert person(*one)[:6] != person(*other)[:6]


def test_all_letters_in_a_row_tell_names_that_are_parted_otherwise() -> None:
    assert person("Maryann", "", "Demo").whole == person("Mary Ann", "", "Demo").whole == "maryanndemo"
    assert person("Maria", "García", "López").whole == person("Maria", "", "García López").whole


def test_half_a_name_is_no_name() -> None:
    assert person("", "", "Demo").whole == person("Carl", "", "").whole == entity("").whole == ""


def test_name_control_is_four_letters_of_the_surname() -> None:
    assert control(person("", "", "De la Cruz").surname) == "dela"
    assert control(person("", "", "O'Neil").surname) == "onei"
    assert control(person("", "", "Li").surname) == "li"
    assert control(entity("The Sample Company").surname) == "samp"
    assert control("") == ""


@pytest.mark.parametrize(
    "written",
    [
        "476 Prototype Avenue, Apt. 2B, Phoenix, Arizona 85004",
        "476 PROTOTYPE AVE #2B PHOENIX AZ 85004-1234",
        "476 Prototype Ave. Unit 2B, Phoenix, AZ 85004, USA",
        "476  prototype   ave apt # 2b phoenix az 850041234",
        "476 Prototype Ave 2B, Phoenix AZ 85004",
        "476 Prototype Ave Apt 2-B, Phoenix AZ 85004",
        "476 Prototype Ave Apt 2 B, Phoenix AZ 85004",
        "Apt 2B, 476 Prototype Ave, Phoenix AZ 85004",
        "476 Prototype Ave Suite 2B Phoenix Ariz. 85004 United States",
    ],
)
def test_one_address_in_many_spellings(written: str) -> None:
    found = normal_address(written)
    assert found == ("476 prototype ave|AZ", "476|85004", "2b", "phoenix", "85004")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5 Oak St 2nd Fl, Boston MA 02101", "5 Oak Street, Floor 2, Boston, Massachusetts 02101"),
        ("12 Elm Ave, Saint Louis, MO 63101", "12 ELM AVENUE ST. LOUIS MO 63101-1234"),
        ("RR 2 Box 15, Elko NV 89801", "R.R. 2, Box 15, Elko, Nevada 89801"),
        ("One Main Plaza, Reno NV 89501", "1 MAIN PLZ RENO NEV 89501".replace("NEV", "NV")),
        ("9 Fifth Avenue, Newark, NJ 07102", "9 5th Ave Newark NJ 7102"),
        ("3 Oak Rd Bldg 4 Apt 5, Reno NV 89501", "3 Oak Rd Apt 5 Bldg 4, Reno NV 89501"),
        ("100 N Main St, North Bend, OR 97459", "100 North Main Street North Bend Oregon 97459"),
    ],
)
def test_two_spellings_of_one_address(one: str, other: str) -> None:
    assert normal_address(one) == normal_address(other) != NONE


def test_an_address_in_parts_equals_the_whole() -> None:
    parts = address_line("", "PO Box 12", "", "New York", "NY", "10001", "US")
    assert normal_address(parts) == normal_address("P.O. Box 12, New York, New York 10001") != NONE
    assert address_line("1 Demo St", "2 Other St", "", "", "", "", "") == "1 Demo St"
    street_alone = address_line("1 Demo St", "", "", "Newark", "NJ", "7102", "")
    assert normal_address(street_alone) == normal_address("1 Demo St, Newark, NJ 07102") != NONE
    assert (
        address_line("1 Demo St, Newark, NJ 07102", "", "", "Newark", "NJ", "07102", "")
        == "1 Demo St, Newark, NJ 07102"
    )


@pytest.mark.parametrize(
    ("whole", "line1", "compared"),
    [
        ("Memphis", "5 Mill Rd", "5 Mill Rd, Memphis, TN 38103"),
        ("5 Mill Rd", "5 Mill Rd", "5 Mill Rd, Memphis, TN 38103"),
        ("General Delivery, Memphis, TN 38103", "5 Mill Rd", "5 Mill Rd, Memphis, TN 38103"),
        ("7 Oak Ave, Jackson, TN 38301", "5 Mill Rd", "7 Oak Ave, Jackson, TN 38301"),
        ("7 Oak Ave, Jackson, TN 38301", "Memphis", "7 Oak Ave, Jackson, TN 38301"),
    ],
)
def test_of_both_forms_the_one_that_passes_is_compared(whole: str, line1: str, compared: str) -> None:
    assert address_line(whole, line1, "", "Memphis", "TN", "38103", "") == compared


@pytest.mark.parametrize("nothing", ["N/A", "none", "UNKNOWN", "not applicable", "Same as above"])
def test_a_second_line_that_says_nothing_changes_no_form(nothing: str) -> None:
    def form(line2: str) -> Form:
        return form_of_fields(("A", "", "B", "", "", "5 Mill Rd", line2, "Memphis", "TN", "38103", ""))

    assert form(nothing) == form("") != form("Apt 4")


@pytest.mark.parametrize("written", ["", "Unknown", "85004", "Phoenix, AZ", "no fixed address here"])
def test_what_cant_be_compared(written: str) -> None:
    assert normal_address(written) == NONE


@pytest.mark.parametrize(
    "other",
    [
        "476 Prototype Ave Apt 2C, Phoenix, AZ 85004",
        "478 Prototype Ave Apt 2B, Phoenix, AZ 85004",
        "476 Prototype St Apt 2B, Phoenix, AZ 85004",
        "476 Prototype Ave Apt 2B, Tucson, AZ 85004",
        "476 N Prototype Ave Apt 2B, Phoenix, AZ 85004",
        "476 Prototype Ave, Phoenix, AZ 85004",
        "PO Box 476, Phoenix, AZ 85004",
    ],
)
def test_neighbours_stay_apart(other: str) -> None:
    assert normal_address("476 Prototype Ave Apt 2B, Phoenix, AZ 85004") != normal_address(other)


def test_a_street_without_an_ending_keeps_its_name() -> None:
    assert normal_address("12 Calle Inventada, San Juan PR 00901") != normal_address("12 Calle Otra, San Juan PR 00901")
