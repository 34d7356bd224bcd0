"""Where the embedded servers keep their files, and under which account they run.

`folder` (var/, or EMBEDDED_FOLDER) belongs to whoever starts the project: keys, logs, process ids. The
database itself lies beside it in `data`. PostgreSQL refuses to run as root, so root hands `data` to an
account without rights; when that account can't reach the checkout (one below a 0700 folder), `data` lies
under /var/lib, and `folder/data-folder` says where. No folder that the project didn't make is ever opened to
others.
"""

import hashlib
import os
import pwd
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import env

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path("/var/lib/disclosure-desk")
DATABASE = "disclosure_desk"
LAUNCHER = "desk_launcher"
ROLES = {"default": "desk_app", "owner": "desk_owner", "sealer": "desk_sealer", "auditor": "desk_auditor"}
URLS = {
    "default": "DATABASE_URL",
    "owner": "OWNER_DATABASE_URL",
    "sealer": "SEALER_DATABASE_URL",
    "auditor": "AUDITOR_DATABASE_URL",
}
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 100


@dataclass(frozen=True)
class Places:
    """`folder`: keys, logs, process ids. `data`: the cluster. `run`: the sockets, 0700."""

    folder: Path
    data: Path

    @property
    def run(self) -> Path:
        """Sockets' paths are limited to about 100 bytes; a deep checkout's lie in the temporary folder."""
        near = self.data / "run"
        if len(os.fsencode(near / SOCKET_NAME)) < LONGEST_SOCKET:
            return near
        return Path("/tmp") / f"disclosure-desk-{os.getuid()}-{digest(self.folder)}"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def redis_socket(self) -> Path:
        return self.run / "redis.sock"

    def database(self, role: str, name: str = DATABASE) -> dict[str, Any]:
        """The Django setting of the embedded database for one of its roles."""
        return env.postgresql(name=name, user=role, host=str(self.run), port="5432")

    def note_pid(self, name: str, pid: int) -> None:
        """Writes a process's id in one step, so that nobody reads half of it."""
        written = self.pid_file(name).with_suffix(".new")
        written.write_text(f"{pid}\n")
        written.replace(self.pid_file(name))

    def pid_file(self, name: str) -> Path:
        return self.folder / "pids" / name


def digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def chosen_folder() -> Path:
    """var/ of this checkout, or EMBEDDED_FOLDER (relative to the checkout)."""
    return (ROOT / env.text("EMBEDDED_FOLDER", "var")).resolve()


def places() -> Places:
    """As they stand; makes nothing."""
    folder = chosen_folder()
    data = pointed_at(folder)
    return Places(folder, data or folder)


def pointed_at(folder: Path) -> Path | None:
    """The data folder that the pointer names, if it still belongs to this checkout (a copied checkout makes
    its own).
    """
    pointer = folder / "data-folder"
    if not pointer.is_file():
        return None
    data = Path(pointer.read_text().strip())
    owner = data / "project"
    return data if owner.is_file() and owner.read_text().strip() == str(folder) else None


def prepare() -> Places:
    """Makes what is missing, and answers where everything lies."""
    folder = chosen_folder()
    for made in (folder, folder / "log", folder / "pids"):
        made.mkdir(parents=True, exist_ok=True)
    account = servant()
    data = pointed_at(folder) or (folder if account is None or reachable(folder) else apart(folder))
    found = Places(folder, data)
    private(found.run, account)
    return found


def apart(folder: Path) -> Path:
    """A new data folder under /var/lib for a checkout that the servers' account can't reach."""
    SHARED.mkdir(parents=True, exist_ok=True)
    SHARED.chmod(0o755)
    data = Path(tempfile.mkdtemp(prefix=f"{digest(folder)}-", dir=SHARED))
    data.chmod(0o755)
    (data / "project").write_text(f"{folder}\n")
    (folder / "data-folder").write_text(f"{data}\n")
    return data


def private(path: Path, account: pwd.struct_passwd | None) -> None:
    """A folder that only the servers' account may enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_symlink() or path.stat().st_uid not in {
        os.getuid(),
        account.pw_uid if account else os.getuid(),
    }:
        raise SystemExit(f"{path} belongs to someone else; remove it or set EMBEDDED_FOLDER to another folder.")
    path.chmod(0o700)
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)


def servant() -> pwd.struct_passwd | None:
    """The account without rights that runs the servers when root starts them; None for anyone else."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else None


def reachable(path: Path) -> bool:
    """Whether an account with no rights of its own can come to `path`."""
    return all(step.stat().st_mode & 0o001 for step in [path, *path.parents] if step.is_dir())
