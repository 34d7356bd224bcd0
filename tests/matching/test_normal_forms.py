"""Names and addresses as people write them, brought to one form, and what is never forgiven."""

import pytest

from requests_app.matching.addresses import address_line, normal_address
from requests_app.matching.names import full_name, name_control


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("José", "García-López", ""), ("JOSE", "GARCIA LOPEZ", "")),
        (("Anna", "O'Brien", ""), ("ANNA", "Obrien", "")),
        (("Carl", "Demo Jr.", ""), ("Carl", "DEMO JUNIOR", "")),
        (("Carl Jr", "Demo", ""), ("Carl", "Demo Jr", "")),
        (("", "", "The Sample Company, Inc."), ("", "", "SAMPLE CO INCORPORATED")),
    ],
)
def test_one_name_in_two_spellings(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert full_name(*one) == full_name(*other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Carl", "Demo Jr", ""), ("Carl", "Demo Sr", "")),
        (("Carl", "Demo Jr", ""), ("Carl", "Demo", "")),
        (("Carla", "Demo", ""), ("Carl", "Demo", "")),
        (("Carl", "Demos", ""), ("Carl", "Demo", "")),
    ],
)
def test_two_people_stay_two(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert full_name(*one) != full_name(*other)


def test_half_a_name_is_no_name() -> None:
    assert full_name("", "Demo", "") == full_name("Carl", "", "") == full_name("", "", "") == ""


def test_name_control_is_four_letters_of_the_surname() -> None:
    assert name_control("De la Cruz", "") == "dela"
    assert name_control("O'Neil", "") == "onei"
    assert name_control("Li", "") == "li"
    assert name_control("", "The Sample Company") == "samp"
    assert name_control("", "") == ""


@pytest.mark.parametrize(
    "written",
    [
        "476 Prototype Avenue, Apt. 2B, Phoenix, Arizona 85004",
        "476 PROTOTYPE AVE #2B PHOENIX AZ 85004-1234",
        "476 Prototype Ave. Unit 2B, Phoenix, AZ 85004, USA",
        "476  prototype   ave apt # 2b phoenix az 850041234",
    ],
)
def test_one_address_in_many_spellings(written: str) -> None:
    assert normal_address(written) == "476 prototype ave unit 2b phoenix az 85004"


def test_an_address_in_parts_equals_the_whole() -> None:
    parts = address_line("", "PO Box 12", "", "New York", "NY", "10001", "US")
    assert normal_address(parts) == normal_address("P.O. Box 12, New York, New York 10001") != ""
    assert address_line("1 Demo St", "2 Other St", "", "", "", "", "") == "1 Demo St"


@pytest.mark.parametrize("written", ["", "Unknown", "85004", "Phoenix, AZ", "no fixed address here"])
def test_what_cant_be_compared(written: str) -> None:
    assert normal_address(written) == ""


def test_neighbours_stay_apart() -> None:
    here = normal_address("476 Prototype Ave Apt 2B, Phoenix, AZ 85004")
    assert here != normal_address("476 Prototype Ave Apt 2C, Phoenix, AZ 85004")
    assert here != normal_address("478 Prototype Ave Apt 2B, Phoenix, AZ 85004")
    assert here != normal_address("476 Prototype St Apt 2B, Phoenix, AZ 85004")
