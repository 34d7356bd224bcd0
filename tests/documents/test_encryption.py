"""A package is encrypted to one age key: its holder opens it, nobody else does; what isn't a public key is refused in words."""

import io

import pyrage
import pytest
from pyrage import x25519

from requests_app.documents.encryption import (
    NOT_A_KEY,
    SECRET_KEY,
    encrypt,
    fingerprint_of,
    measured,
    outer_record,
    recipient_of,
)

IDENTITY = x25519.Identity.generate()
PUBLIC = str(IDENTITY.to_public())
CONTENT = bytes(range(256)) * 5000
"""More than one of age's chunks."""


def encrypted(content: bytes) -> io.BytesIO:
    sink = io.BytesIO()
    encrypt(io.BytesIO(content), sink, PUBLIC)
    return sink


def test_the_holder_of_the_secret_key_opens_it():
    assert pyrage.decrypt(encrypted(CONTENT).getvalue(), [IDENTITY]) == CONTENT


def test_nobody_else_opens_it_and_an_altered_one_opens_for_nobody():
    sealed = encrypted(CONTENT).getvalue()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [x25519.Identity.generate()])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed[:-1] + bytes([sealed[-1] ^ 1]), [IDENTITY])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed[:-70_000], [IDENTITY])


def test_the_file_is_one_that_any_age_tool_reads():
    assert encrypted(CONTENT).getvalue().startswith(b"age-encryption.org/v1\n-> X25519 ")


def test_it_is_read_and_written_piece_by_piece():
    class Pieces(io.BytesIO):
        longest = 0

        def write(self, piece):
            self.longest = max(self.longest, len(piece))
            return super().write(piece)

    sink = Pieces()
    encrypt(io.BytesIO(CONTENT), sink, PUBLIC)
    assert sink.longest <= 1 << 17


@pytest.mark.parametrize(
    "typed",
    [PUBLIC, f"  {PUBLIC}\n", PUBLIC.upper(), f"{PUBLIC[:30]}\n{PUBLIC[30:]}"],
    ids=["plain", "blanks around", "capitals", "broken over lines"],
)
def test_a_public_key_is_taken_in_its_one_form(typed):
    assert recipient_of(typed) == PUBLIC


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "age1",
        PUBLIC[:-1],
        PUBLIC[:-1] + ("q" if PUBLIC[-1] != "q" else "p"),
        PUBLIC.replace("age1", "age2"),
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH",
        "Dana Okafor",
        "é" * 62,
    ],
    ids=["nothing", "its beginning", "cut", "another last sign", "another kind", "of SSH", "a name", "accents"],
)
def test_what_isnt_one_is_refused_in_words(typed):
    with pytest.raises(ValueError) as refused:
        recipient_of(typed)
    assert str(refused.value) == NOT_A_KEY


def test_a_secret_key_is_refused_and_not_repeated():
    with pytest.raises(ValueError) as refused:
        recipient_of(str(IDENTITY))
    assert str(refused.value) == SECRET_KEY
    assert str(IDENTITY) not in str(refused.value)


def test_a_fingerprint_is_the_same_for_the_same_key_and_short_enough_to_read_aloud():
    assert (
        fingerprint_of(PUBLIC) == fingerprint_of(PUBLIC) != fingerprint_of(str(x25519.Identity.generate().to_public()))
    )
    assert len(fingerprint_of(PUBLIC)) == 39


def test_the_outer_record_has_both_hashes():
    zipped, sealed = io.BytesIO(CONTENT), encrypted(CONTENT)
    record = outer_record(zipped, sealed, PUBLIC)
    assert record["zip"] == measured(zipped) != record["encrypted"]
    assert record["zip"]["size"] == len(CONTENT) < record["encrypted"]["size"]
    assert record["recipient_key_fingerprint"] == fingerprint_of(PUBLIC)
