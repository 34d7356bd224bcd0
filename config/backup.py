"""Backup and restore of the embedded database with the sealer's folder: `python -m config.backup make|restore FOLDER`.

A base backup, byte for byte (pg_basebackup; each file is held against the SHA-256 in its manifest): it keeps transaction
numbers going, by which rows are sealed and timelines told; a dump would start them anew. While it is made, the sealer
waits, so that database and folder agree. Keys are not in it (field keys, blind index key, sealing key): keep those apart.
`restore` goes to a new place only: set EMBEDDED_FOLDER to a folder without a database, start it, then verify_history.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import env, places, services
from config.places import Places

DATABASE, SEALED = "database", "sealed"
ROUND = ".round"
"""The lock that the sealer holds while it seals (audits/sealing.py takes the same)."""


def make(target: Path) -> None:
    """Make a backup in a new folder."""
    where = places.places()
    if target.exists():
        raise SystemExit(f"{target} is there already: a backup goes to a new folder.")
    target.mkdir(mode=0o700, parents=True)
    with sealer_waits(sealed_folder(where)):
        command = ["pg_basebackup", "--pgdata", str(target / DATABASE), "--wal-method=stream", "--checkpoint=fast"]
        command += ["--manifest-checksums=SHA256"]
        run([*command, "--host", str(where.run), "--port", "5432", "--username", places.LAUNCHER, "--no-password"])
        if sealed_folder(where).is_dir():
            shutil.copytree(sealed_folder(where), target / SEALED, ignore=shutil.ignore_patterns(".*"))
    check(target)
    print(f"Backed up and checked: {target}. Keys aren't in it; keep them apart.")


def restore(source: Path) -> None:
    """Put a backup in a place that has no database yet."""
    where = places.prepare()
    cluster, sealed = where.data / "postgres", sealed_folder(where)
    if cluster.exists() or sealed.exists():
        raise SystemExit(
            f"{where.folder} has a database already: set EMBEDDED_FOLDER to a new folder. Nothing was changed."
        )
    check(source)
    half = cluster.with_name("postgres.half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(source / DATABASE, half, symlinks=True)
    hand_over(half)
    if (source / SEALED).is_dir():
        shutil.copytree(source / SEALED, sealed)
    half.rename(cluster)
    print(f"Restored to {where.folder}. Put the keys there, start it, and run `manage.py verify_history`.")


def check(backup: Path) -> None:
    """Ends if the manifest, or a file that it names, isn't as it was written.

    Not by pg_verifybackup: the one in the wheel ends with a segmentation fault.
    """
    folder = backup / DATABASE
    try:
        text = (folder / "backup_manifest").read_bytes()
        manifest = json.loads(text)
    except (OSError, ValueError):
        raise SystemExit(f"{backup} is no backup, or its manifest can't be read. Nothing was restored.") from None
    signed = text[: text.rindex(b'"Manifest-Checksum"')]
    if hashlib.sha256(signed).hexdigest() != manifest["Manifest-Checksum"]:
        raise SystemExit(f"The manifest of {backup} isn't as it was written. Nothing was restored.")
    for file in manifest["Files"]:
        if not whole(folder / file["Path"], file["Size"], file["Checksum"]):
            raise SystemExit(f"{file['Path']} in {backup} isn't as it was written. Nothing was restored.")


def whole(path: Path, size: int, checksum: str) -> bool:
    """Whether a file has the size and the SHA-256 that the manifest says."""
    if not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == checksum


def sealed_folder(where: Places) -> Path:
    return Path(env.text("SEAL_FOLDER", str(where.folder / "sealed")))


@contextmanager
def sealer_waits(folder: Path) -> Iterator[None]:
    """Holds the sealer between two rounds."""
    if not folder.is_dir():
        yield
        return
    with os.fdopen(os.open(folder / ROUND, os.O_RDWR | os.O_CREAT, 0o600), "r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def hand_over(cluster: Path) -> None:
    """Gives a cluster's files to the account that runs the servers."""
    account = places.servant()
    cluster.chmod(0o700)
    if account:
        for path in [cluster, *cluster.rglob("*")]:
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def run(command: list[str]) -> None:
    """Runs one of PostgreSQL's programs; its failure ends this one, in its own words."""
    program = services.postgres_programs() / command[0]
    done = subprocess.run([str(program), *command[1:]], env=services.PLAIN, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")


def main(arguments: list[str]) -> None:
    acts = {"make": make, "restore": restore}
    if len(arguments) != 2 or arguments[0] not in acts:
        raise SystemExit("Usage: python -m config.backup make|restore FOLDER")
    acts[arguments[0]](Path(arguments[1]).resolve())


if __name__ == "__main__":
    main(sys.argv[1:])
