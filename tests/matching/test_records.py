"""Exactly one record must fit; the ambiguous, the mismatched and the half-named find nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.vault import blind_index
from requests_app.matching import records
from requests_app.matching.records import Compared
from requests_app.models import Subject, TaxRecord

pytestmark = pytest.mark.django_db

HERE = "476 Prototype Ave, Phoenix, AZ 85004"
ELSEWHERE = "9 Sample Ct, Chicago, IL 60605"


def subject(pk: int = 1, first: str = "Carl", last: str = "Demofield", address: str = HERE, tin: str = "") -> Subject:
    index = blind_index(tin, kind="tin") if tin else None
    return Subject(pk=pk, first_name=first, last_name=last, address=address, tin_index=index)


def record(last: str = "Demofield", tin: str = "912-66-0001", address: str = HERE, first: str = "Carl") -> TaxRecord:
    return records.add(first_name=first, last_name=last, tin=tin, address=address)


def found(one: Subject) -> TaxRecord | None:
    return records.match([one]).get(one.pk)


def test_name_and_tin_find_the_record() -> None:
    kept = record()
    assert found(subject(tin="912660001")) == kept


def test_name_and_address_find_the_record_without_a_tin() -> None:
    kept = record()
    assert found(subject(address="476 PROTOTYPE AVENUE PHOENIX ARIZONA 85004-1111")) == kept


def test_a_name_alone_finds_nothing() -> None:
    record()
    assert found(subject(address="")) is None
    assert found(subject(address=ELSEWHERE)) is None


def test_another_persons_tin_finds_nothing() -> None:
    record()
    record(last="Otherwise", tin="912-66-0002", address=ELSEWHERE)
    assert found(subject(tin="912660002")) is None
    assert found(subject(tin="912660002", address="")) is None


def test_a_tin_that_the_record_doesnt_bear_finds_nothing() -> None:
    record()
    assert found(subject(tin="912660009")) is None


def test_two_records_that_fit_are_nobody() -> None:
    record()
    record(tin="912-66-0002")
    assert found(subject()) is None


def test_a_tin_settles_who_it_is_unless_the_address_names_another_too() -> None:
    record()
    record(tin="912-66-0002")
    assert found(subject(tin="912660001")) is None
    assert found(subject(tin="912660001", address=ELSEWHERE)) is not None


def test_a_junior_is_not_a_senior() -> None:
    record(last="Demofield Sr")
    assert found(subject(last="Demofield Jr")) is None


@pytest.mark.parametrize(
    ("address", "comes_to"),
    [(HERE, Compared.AGREES), (ELSEWHERE, Compared.DIFFERS), ("Unknown", Compared.NOT_COMPARABLE)],
)
def test_the_address_is_compared_apart_from_the_match(address: str, comes_to: Compared) -> None:
    record()
    assert records.compare([subject(tin="912660001", address=address)])[1].address == comes_to


def test_matching_a_thousand_takes_two_queries() -> None:
    record()
    many = [subject(pk=n, last=f"Demo{n}") for n in range(1, 1000)] + [subject(pk=1000)]
    with CaptureQueriesContext(connection) as queries:
        assert list(records.match(many)) == [1000]
    assert len(queries) == 2


def test_a_record_without_a_name_or_number_is_refused() -> None:
    with pytest.raises(ValueError, match="nine digits"):
        record(tin="12")
    with pytest.raises(ValueError, match="full name"):
        record(first="")


def test_nothing_of_a_record_is_kept_in_the_clear() -> None:
    kept = record()
    stored = b"".join(bytes(getattr(kept, name)) for name in ("sealed", "tin_index"))
    assert b"Prototype" not in stored
    assert b"912660001" not in stored
