"""Which field keys are still needed is counted, in tables, their history, and the secrets of second factors."""

import io

from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import override_settings

from audits.keys_in_use import keys_in_use, sealed_columns
from config.accounts import cipher
from tests.cast import cast, draft


def told() -> str:
    out = io.StringIO()
    call_command("field_keys", stdout=out)
    return out.getvalue()


def test_every_sealed_column_is_counted_and_its_history():
    found = set(sealed_columns())
    for table in ("requests_app_subject", "requests_app_historicalsubject"):
        assert (table, "tin_sealed") in found
    assert ("requests_app_releasepart", "sealed") in found


def test_an_old_key_is_needed_as_long_as_anything_is_sealed_with_it(committed_db, settings):
    (old,) = settings.FIELD_KEYS
    who = cast()
    draft(who, tin="912-66-0001")
    with override_settings(FIELD_KEYS={"spare": b"s" * 32, **settings.FIELD_KEYS, "older": b"o" * 32}):
        draft(who, tin="912-66-0002")
        Authenticator.objects.create(user=who.liaison, type="totp", data={"secret": cipher().encrypt(b"x").decode()})
        found, said = keys_in_use(), told()
    assert found[old]["requests_app_subject.tin_sealed"] == found["spare"]["requests_app_subject.tin_sealed"] == 1
    assert found[old]["requests_app_historicalsubject.tin_sealed"] == 1
    assert "spare: seals what is new" in said and "1  second factors" in said
    assert f"{old}: still needed" in said and "older: may go" in said


def test_a_key_that_was_taken_out_too_early_is_told(committed_db, settings):
    draft(cast(), tin="912-66-0001")
    with override_settings(FIELD_KEYS={"new": b"n" * 32}):
        assert "NOT in FIELD_KEYS" in told()
