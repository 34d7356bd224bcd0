"""A new installation begins: the lists, an agency, and an administrator who enters everyone else."""

import io

import pytest
from django.core.management import CommandError, call_command

from requests_app.access import agencies_by_role
from requests_app.models import Agency, ListedWord, Person, Threshold
from requests_app.rules.lists import ADDRESS_PLACEHOLDERS, NAME_PLACEHOLDERS, THRESHOLDS
from requests_app.rules.roles import Role

pytestmark = [pytest.mark.usefixtures("nobody_yet"), pytest.mark.django_db]

AGENCY = ("DOJ-CRM", "Department of Justice, Criminal Division", "doj")
ANNA = ("--administrator", "a.lund", "Anna", "Lund")


def begin(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "a-long-enough-password") -> str:
    out = io.StringIO()
    monkeypatch.setattr("requests_app.management.commands.begin.getpass", lambda prompt: typed)
    call_command("begin", *AGENCY, *arguments, stdout=out)
    return out.getvalue()


def test_the_lists_the_agency_and_the_first_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    # When an installation begins
    begin(monkeypatch, *ANNA)

    # Then the shipped lists are in force, the agency can ask, and isn't demonstration data
    assert dict(Threshold.objects.values_list("name", "value")) == THRESHOLDS
    assert ListedWord.objects.count() == len(ADDRESS_PLACEHOLDERS) + len(NAME_PLACEHOLDERS)
    agency = Agency.objects.get(code="DOJ-CRM", kind="doj", is_demonstration=False)

    # and the administrator administers, and nothing else
    anna = Person.objects.get(username="a.lund")
    assert anna.check_password("a-long-enough-password")
    assert agencies_by_role(anna) == {Role.ADMINISTRATOR: frozenset({agency.pk})}


def test_again_changes_nothing_that_people_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch)
    words = ListedWord.history.count()
    begin(monkeypatch)
    assert ListedWord.history.count() == words
    assert Agency.objects.count() == 1


def test_there_is_one_first_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch, *ANNA)
    with pytest.raises(CommandError, match="has an administrator"):
        begin(monkeypatch, *ANNA)


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="short"):
        begin(monkeypatch, *ANNA, typed="short")
    assert not Person.objects.exists()
