"""The whole system, started as `make run` starts it, on a port and in a folder of its own."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from config import places
from tests import databases

STARTED_WITHIN = 600
ENDED_WITHIN = 120
"""No bars: only so that nobody waits for ever, with two systems starting at once on two busy cores."""
OTHERS = ["DATABASE_URL", "OWNER_DATABASE_URL", "SEALER_DATABASE_URL", "AUDITOR_DATABASE_URL", "REDIS_URL"]


def free_port() -> int:
    """Return a port that nothing takes meanwhile: the kernel gives connections none below 32768."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Stack:
    """A running system. Names of processes: postgres, redis, web, worker, beat, sealer, witness."""

    folder: Path
    port: int = field(default_factory=free_port)
    supervisor: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        """The folder of PostgreSQL's socket."""
        return str(self.places.run)

    @property
    def places(self) -> places.Places:
        return places.Places(self.folder, places.pointed_at(self.folder) or self.folder)

    def environment(self) -> dict[str, str]:
        """For commands that are to work on this stack's database."""
        kept = {name: value for name, value in os.environ.items() if name not in OTHERS}
        own = {"EMBEDDED_FOLDER": str(self.folder), "EMBEDDED_FAST": "1", "PORT": str(self.port)}
        return {**kept, **databases.key_environment(), **own}

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "ready").unlink(missing_ok=True)
        command = [sys.executable, "-m", "config.supervisor"]
        with (self.folder / "supervisor.log").open("ab") as log:
            self.supervisor = subprocess.Popen(
                command,
                cwd=places.ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_for(lambda: (self.folder / "ready").is_file(), STARTED_WITHIN)

    def wait_for(self, happened: Callable[[], bool], seconds: float) -> None:
        """Looks four times a second; fails with the supervisor's own words."""
        deadline = time.monotonic() + seconds
        while not happened():
            ended = self.supervisor is None or self.supervisor.poll() is not None
            if ended or time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for the stack:\n{self.output()}")
            time.sleep(0.25)

    def output(self) -> str:
        return (self.folder / "supervisor.log").read_text(errors="replace")[-4000:]

    def pid(self, name: str) -> int:
        """Answers a process's id; 0 while it is between two lives."""
        with suppress(FileNotFoundError):
            return int(self.places.pid_file(name).read_text())
        return 0

    def kill(self, name: str, sent: signal.Signals = signal.SIGKILL) -> int:
        """Kills one process and answers its id; the supervisor starts it anew. One that just died by itself will do."""
        self.wait_for(lambda: self.pid(name) != 0, 30)
        pid = self.pid(name)
        with suppress(ProcessLookupError):
            os.kill(pid, sent)
        return pid

    def wait_until_back(self, name: str, killed: int, seconds: float = 30) -> int:
        """Waits until `name` runs under another id than `killed`; answers the new one."""
        self.wait_for(lambda: self.pid(name) not in (0, killed), seconds)
        return self.pid(name)

    def manage(self, *arguments: str) -> str:
        """Runs one of Django's commands on this stack; answers what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=places.ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def orm(self) -> Iterator[None]:
        """Inside, this process's models read and write the stack's database, as the application's role."""
        with databases.pointed_at(places.DATABASE, self.host):
            yield

    def stop(self) -> int:
        """Ends the supervisor as Ctrl-C would; answers its code."""
        if self.supervisor is None:
            return 0
        self.supervisor.send_signal(signal.SIGINT)
        code = self.supervisor.wait(ENDED_WITHIN)
        self.supervisor = None
        return code

    def remove(self) -> None:
        """Throws away the folder, and the data where it lies apart."""
        data = self.places.data
        for path in {data, self.folder}:
            shutil.rmtree(path, ignore_errors=True)
