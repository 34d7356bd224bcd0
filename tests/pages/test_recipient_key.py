"""A recipient's own key: a secret key pasted is never drawn again, and a key that can't be taken says what to do."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from pyrage import x25519

from requests_app.documents.encryption import fingerprint_of
from requests_app.forms.written import NUMBERED
from requests_app.models import RecipientKey
from requests_app.views import reauth
from requests_app.workflow import recipient_keys
from requests_app.workflow.recipient_keys import STANDS, TAKEN
from tests.cast import Cast, cast
from tests.pages.visiting import visitor

PLACE = "/account/key/"


@pytest.fixture
def who(db, monkeypatch) -> Cast:
    monkeypatch.setattr(reauth, "reauthenticate", lambda request, password, code, why: password == "right")
    return cast()


def pasted(person, public: str, password: str = "right") -> HttpResponse:
    return visitor(person).post(PLACE, {"public": public, "password": password, "code": "123456"})


@pytest.mark.parametrize("password", ["right", "wrong", ""])
@pytest.mark.parametrize("around", ["{}", " {}", "# public key: age1\n{}", "{}" + "x" * 400])
def test_a_secret_key_is_refused_and_never_drawn_again(who, around, password):
    secret = str(x25519.Identity.generate())
    answer = pasted(who.liaison, around.format(secret), password)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ["This is a secret key" in error for error in answer.context["form"].errors["public"]] == [True]
    assert "AGE-SECRET-KEY-1" not in page and "What you typed is still here" not in page
    assert "Nothing was registered." in page
    assert not RecipientKey.objects.filter(person=who.liaison).exists()


def test_what_is_only_mistyped_stays(who):
    for public, password in (("age1mistyped", "right"), (str(x25519.Identity.generate().to_public()), "wrong")):
        page = pasted(who.liaison, public, password).content.decode()
        assert public in page and "What you typed is still here, except passwords and codes." in page


def test_what_is_no_key_uses_up_no_code(who, monkeypatch):
    """A code counts once: whoever mistyped the key had to wait for the next one."""
    asked = []
    monkeypatch.setattr(reauth, "reauthenticate", lambda *given: asked.append(given) or True)
    answer = pasted(who.liaison, "age1mistyped")
    assert "isn't an age public key" in answer.context["form"].errors["public"][0]
    assert not asked


def test_the_fingerprint_is_the_one_that_the_letter_gives(who):
    key = recipient_keys.standing_key(who.recipient)
    assert f">{fingerprint_of(key.public)}</code>" in visitor(who.recipient).get(PLACE).content.decode()
    recipient_keys.revoke(key.pk, by=who.recipient, why="Lost.")
    assert f">{fingerprint_of(key.public)}</code>" in visitor(who.recipient).get(PLACE).content.decode()


def test_the_key_of_somebody_else_and_one_that_was_revoked_say_what_to_do(who):
    theirs = recipient_keys.standing_key(who.recipient)
    answer = pasted(who.liaison, theirs.public)
    assert answer.status_code == 422 and answer.context["form"].errors["public"] == [TAKEN]
    recipient_keys.revoke(theirs.pk, by=who.recipient, why="Lost.")
    assert pasted(who.recipient, theirs.public).context["form"].errors["public"] == [TAKEN]


def test_a_key_beside_one_that_stands_says_what_to_do(who):
    answer = pasted(who.recipient, str(x25519.Identity.generate().to_public()))
    assert answer.status_code == 409 and answer.context["trouble"].reasons == [STANDS]


def test_a_public_key_is_registered(who):
    public = str(x25519.Identity.generate().to_public())
    assert pasted(who.liaison, public).status_code == 302
    assert recipient_keys.standing_key(who.liaison).public == public


def test_the_reason_for_revoking_holds_no_number(who):
    answer = visitor(who.recipient).post(f"{PLACE}revoke/", {"why": "912–66–1234 has it"})
    assert answer.context["words"].errors["why"] == [NUMBERED]
    assert recipient_keys.standing_key(who.recipient) is not None
