"""The installation's keys: from the environment, or, for development only, made once and kept in
var/secrets.json.
"""

import base64
import json
import os
import secrets
import tempfile
from pathlib import Path

from config import env

ADVICE = {
    "SECRET_KEY": "With DEBUG off, set it to 50 or more random characters (openssl rand -base64 48).",
    "FIELD_KEYS": "With DEBUG off, set it to an id and 32 bytes: k1:$(openssl rand -base64 32).",
    "BLIND_INDEX_KEY": "With DEBUG off, set it to 32 random bytes in base64 (openssl rand -base64 32).",
}
LEAST_SECRET = 50


def read(debug: bool, folder: Path) -> dict[str, str]:
    """SECRET_KEY, FIELD_KEYS and BLIND_INDEX_KEY as text.

    With DEBUG off all three must be set; all that lack are named.
    """
    found = {name: env.text(name) for name in ADVICE}
    if debug:
        kept = {} if all(found.values()) else development(folder / "secrets.json")
        return {name: value or kept[name] for name, value in found.items()}
    absent = [f"{name} is not set. {ADVICE[name]}" for name, value in found.items() if not value]
    if absent:
        raise env.Missing("\n".join(absent))
    if len(found["SECRET_KEY"]) < LEAST_SECRET:
        raise env.Missing(f"SECRET_KEY is shorter than {LEAST_SECRET} characters. {ADVICE['SECRET_KEY']}")
    return found


def development(file: Path) -> dict[str, str]:
    """The kept keys, made by whichever process comes first."""
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, scratch = tempfile.mkstemp(dir=file.parent)  # 0600 from the start
        with os.fdopen(descriptor, "w") as output:
            json.dump(fresh(), output, indent=1)
        try:
            os.link(scratch, file)
        except FileExistsError:
            pass
        finally:
            os.unlink(scratch)
    kept: dict[str, str] = json.loads(file.read_text())
    return kept


def fresh() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": f"dev1:{random_key()}",
        "BLIND_INDEX_KEY": random_key(),
    }


def random_key() -> str:
    return base64.b64encode(secrets.token_bytes(env.KEY_BYTES)).decode()
