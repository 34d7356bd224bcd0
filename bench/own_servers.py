"""A PostgreSQL and a Redis of a measurement's own, with the settings of `make run`, and workers as `make run` starts them.

Everything lies in a temporary folder and ends with the measurement; the development database isn't touched. Figures of
processes come from /proc, so this runs on Linux.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
OTHERS = ("DATABASE_URL", "OWNER_DATABASE_URL", "SEALER_DATABASE_URL", "AUDITOR_DATABASE_URL", "REDIS_URL")
"""Variables that would turn a measurement to another installation's servers."""


def processes() -> dict[int, tuple[int, float, float]]:
    """Return, for each process: its parent, its processor seconds, and those of its children that have ended."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        own, ended = (int(fields[11]) + int(fields[12])) / TICKS, (int(fields[13]) + int(fields[14])) / TICKS
        found[int(entry.name)] = (int(fields[1]), own, ended)
    return found


def family(root: int) -> list[int]:
    """Return the ids of a process and of all below it."""
    parents = {pid: parent for pid, (parent, _, _) in processes().items()}
    members = [root]
    for member in members:
        members += [pid for pid, parent in parents.items() if parent == member]
    return members


def processor_seconds(root: int) -> float:
    """Return the processor seconds of a process and all below it, those that have ended too."""
    now = processes()
    return sum(sum(now[pid][1:]) for pid in family(root) if pid in now)


def peak_memory(pid: int) -> float:
    """Return the peak memory of a process in millions of bytes; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM:")), 0.0)


@dataclass
class Servers:
    """The servers of one measurement, and where they lie."""

    folder: Path

    def environment(self) -> dict[str, str]:
        """Return what a process needs to work on these servers."""
        kept = {name: value for name, value in os.environ.items() if name not in OTHERS}
        return kept | {"EMBEDDED_FOLDER": str(self.folder), "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1"}

    def run(self, *command: str) -> None:
        """Run one of the project's programs to its end."""
        subprocess.run([sys.executable, *command], cwd=ROOT, env=self.environment(), check=True, stdout=subprocess.PIPE)

    def pid(self, name: str) -> int:
        """Return the id of a server's first process."""
        return int((self.folder / "pids" / name).read_text())

    @contextmanager
    def workers(self, count: int) -> Iterator[subprocess.Popen[bytes]]:
        """Start the worker of `make run` with that many processes; end it afterwards."""
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", str(count)]
        command += ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        log = self.folder / "log" / "worker.log"
        with log.open("wb") as output:
            worker = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment() | {"C_FORCE_ROOT": "1"},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            wait_for(lambda: b"ready." in log.read_bytes() and len(family(worker.pid)) > count, 60)
            yield worker
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(60)


def wait_for(happened: Callable[[], bool], seconds: float, every: float = 0.1) -> None:
    """Wait until something is so. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:.0f} seconds in vain")
        time.sleep(every)


@contextmanager
def own_servers() -> Iterator[Servers]:
    """Start servers with an empty, migrated database; throw them and all that they hold away afterwards."""
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
        servers = Servers(Path(folder).resolve())
        try:
            servers.folder.chmod(0o755)
            servers.run("-m", "config.services", "start")
            servers.run("manage.py", "migrate", "--database=owner", "--verbosity=0", "--no-input")
            yield servers
        finally:
            servers.run("-m", "config.services", "stop")
            pointer = servers.folder / "data-folder"
            if pointer.is_file():
                shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
