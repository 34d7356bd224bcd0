"""A wrong installation refuses to start, in words that say what to set."""

import os
import subprocess
import sys

import pytest

from config.places import ROOT, URLS

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
REAL = {
    "DATABASE_URL": "postgresql://app@db.internal/desk",
    "SECRET_KEY": "s" * 60,
    "FIELD_KEYS": f"k2:{KEY},k1:{KEY}",
    "BLIND_INDEX_KEY": KEY,
}
OURS = [*REAL, *URLS.values(), "REDIS_URL", "EMAIL_URL", "DEBUG", "DEMONSTRATION", "PORT"]


def load(show: str = "", **given: str) -> subprocess.CompletedProcess[str]:
    """Loads the settings in a process of its own and prints an expression of them."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    order = f"import config.settings as s; print({show})"
    command = [sys.executable, "-c", order]
    return subprocess.run(command, cwd=ROOT, env={**kept, **given}, capture_output=True, text=True, check=False)


def without(name: str) -> dict[str, str]:
    return {other: value for other, value in REAL.items() if other != name}


def refusal(**given: str) -> str:
    done = load(**given)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY"])
def test_a_real_installation_without_a_key_is_told_what_to_set(name: str):
    assert f"{name} is not set. With DEBUG off" in refusal(**without(name))


def test_every_missing_key_is_named_at_once():
    said = refusal(DEBUG="0")
    assert all(name in said for name in ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY"))


def test_a_short_secret_is_refused():
    assert "shorter than" in refusal(**{**REAL, "SECRET_KEY": "short"})


def test_sqlite_is_refused_in_one_line():
    said = refusal(**{**REAL, "DATABASE_URL": "sqlite:///db.sqlite3"})
    assert "PostgreSQL 15" in said
    assert len(said.strip().splitlines()) == 1


def test_demonstration_data_are_refused_with_debug_off():
    assert "DEMONSTRATION" in refusal(**REAL, DEMONSTRATION="1")


def test_an_owner_without_an_app_role_is_refused():
    assert "DATABASE_URL" in refusal(OWNER_DATABASE_URL="postgresql://owner@db/desk")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FIELD_KEYS", "k1:short"),
        ("FIELD_KEYS", f"k1:{KEY},k1:{KEY}"),
        ("BLIND_INDEX_KEY", "x"),
        ("DEBUG", "perhaps"),
        ("REDIS_URL", "http://redis"),
        ("EMAIL_URL", "http://mail"),
        ("DATABASE_URL", "mysql://db/desk"),
    ],
)
def test_an_unreadable_value_is_refused_by_name(name: str, value: str):
    assert name in refusal(**{**REAL, name: value})


def test_a_real_installation_starts_closed():
    show = "s.DEBUG, s.DEMONSTRATION, s.SESSION_COOKIE_SECURE, list(s.FIELD_KEYS), list(s.DATABASES)"
    assert load(show, **REAL).stdout.strip() == "False False True ['k2', 'k1'] ['default']"


def test_each_url_gives_its_role():
    urls = {name: f"postgresql://{alias}:p%40ss@db:5433/desk?sslmode=require" for alias, name in URLS.items()}
    show = "[(d['USER'], d['PASSWORD'], d['PORT'], d['OPTIONS']['sslmode']) for d in s.DATABASES.values()]"
    found = load(show, **{**REAL, **urls}).stdout.strip()
    assert found == str([(alias, "p@ss", "5433", "require") for alias in URLS])


def test_redis_url_serves_cache_and_celery():
    show = "s.CELERY_BROKER_URL, s.CACHES['default']['LOCATION']"
    assert load(show, REDIS_URL="redis://cache:6379/3").stdout.split() == ["redis://cache:6379/3"] * 2


def test_mail_goes_where_the_url_says_and_nowhere_without_one():
    show = "s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL"
    sent = {"smtp://u%40x:p@mail": "('smtp', 'mail', 587, 'u@x', True, False)"}
    sent |= {"smtps://mail:4650": "('smtp', 'mail', 4650, '', False, True)"}
    sent |= {"": "('dummy', 'localhost', 25, '', False, False)"}
    for url, found in sent.items():
        assert load(f"({show})", **REAL, EMAIL_URL=url).stdout.strip() == found


def test_without_settings_there_is_an_embedded_database_with_four_roles():
    show = "s.DEBUG, [d['USER'] for d in s.DATABASES.values()]"
    assert load(show).stdout.strip() == "True ['desk_app', 'desk_owner', 'desk_sealer', 'desk_auditor']"


def test_the_address_that_a_proxy_names_is_believed_where_there_is_one():
    asked = "getattr(s, 'ALLAUTH_TRUSTED_PROXY_COUNT', 0)"
    assert load(asked, **REAL, BEHIND_TLS_PROXY="1").stdout == "1\n"
    assert load(asked, **REAL).stdout == "0\n"
