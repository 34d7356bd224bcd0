"""Typed readers of environment variables. Each fails loudly and says what to set."""

import base64
import binascii
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
KEY_BYTES = 32


class Missing(SystemExit):
    """A setting is absent or unreadable; the message is one line that says what to set."""


def text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks, or `default` when absent or empty."""
    return os.environ.get(name, "").strip() or default


def words(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    found = [word.strip() for word in text(name).split(",") if word.strip()]
    return found or default


def switch(name: str, default: bool) -> bool:
    """1, true, yes or on; 0, false, no or off."""
    found = text(name).lower()
    if not found:
        return default
    if found not in YES | NO:
        raise Missing(f"{name} is neither on nor off: set it to 1 or 0.")
    return found in YES


def debug() -> bool:
    """On for whoever sets nothing; off as soon as there is a database of one's own."""
    return switch("DEBUG", default=not text("DATABASE_URL"))


def demonstration() -> bool:
    """Whether invented people and requests belong here."""
    return switch("DEMONSTRATION", default=debug())


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    found = text(name, str(default))
    if not found.isdigit() or not least <= int(found) <= most:
        raise Missing(f"{name} must be a whole number from {least} to {most}.")
    return int(found)


def demand(name: str, advice: str) -> str:
    """The variable, or an end with advice."""
    found = text(name)
    if not found:
        raise Missing(f"{name} is not set. {advice}")
    return found


def key(name: str, encoded: str) -> bytes:
    """One 256-bit key from base64."""
    try:
        found = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != KEY_BYTES:
        raise Missing(f"{name} must hold 32 bytes in base64 (openssl rand -base64 32).")
    return found


def named_keys(name: str, value: str) -> dict[str, bytes]:
    """Keys by id from `id:base64,id:base64`; the first is the current one, others only open what is old."""
    pairs = [pair.strip().partition(":") for pair in value.split(",") if pair.strip()]
    found = {label: key(name, encoded) for label, _, encoded in pairs if label}
    if not pairs or len(found) != len(pairs):
        raise Missing(f"{name} must read id:base64[,id:base64…], each id once, the current key first.")
    return found


def database(name: str, url: str) -> dict[str, Any]:
    """A Django database from a PostgreSQL URL; a socket folder goes in `?host=/folder`."""
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        raise Missing(f"{name} names SQLite, but history and the gates need PostgreSQL 15 or later.")
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise Missing(f"{name} must read postgresql://role:password@host:5432/database.")
    options = dict(parse_qsl(parts.query))
    return postgresql(
        name=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=options.pop("host", unquote(parts.hostname or "")),
        port=str(parts.port or options.pop("port", "")),
        options=options,
    )


def postgresql(
    name: str,
    user: str,
    host: str,
    password: str = "",
    port: str = "",
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The one shape of a database setting."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **(options or {})},
    }


def redis_urls(name: str, url: str) -> tuple[str, str]:
    """(Celery's broker URL, the cache's URL): the two write a socket's address differently."""
    parts = urlsplit(url)
    if parts.scheme in {"redis", "rediss"} and parts.hostname:
        return url, url
    if parts.scheme in {"unix", "redis+socket"} and parts.path:
        query = dict(parse_qsl(parts.query))
        number_of_database = query.get("db") or query.get("virtual_host") or "0"
        socket = parts.path
        return (
            f"redis+socket://{socket}?virtual_host={number_of_database}",
            f"unix://{socket}?db={number_of_database}",
        )
    raise Missing(f"{name} must read redis://host:6379/0, rediss://… or unix:///path/of.sock?db=0.")


def mail(name: str, url: str) -> tuple[str, dict[str, Any]]:
    """(Django's mail backend, its options) from smtp://, smtps:// (TLS from the start), file:///folder; '' sends nothing.

    smtp:// asks for STARTTLS, except on this very machine.
    """
    backends = "django.core.mail.backends."
    if not url:
        return f"{backends}dummy.EmailBackend", {}
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return f"{backends}filebased.EmailBackend", {"folder": unquote(parts.path)}
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        secure = parts.scheme == "smtps"
        return f"{backends}smtp.EmailBackend", {
            "host": parts.hostname,
            "port": parts.port or (465 if secure else 587),
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "tls": not secure and parts.hostname not in {"localhost", "127.0.0.1"},
            "ssl": secure,
        }
    raise Missing(f"{name} must read smtp://user:password@host:587, smtps://… or file:///folder.")
