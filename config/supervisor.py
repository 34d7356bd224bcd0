"""`make run`: starts everything in order, starts anew what dies, and ends all of it on Ctrl-C or SIGTERM.

Order: PostgreSQL, Redis, migrations, web, demonstration data, worker, beat, sealer, witness. Should this process itself be
killed, the kernel ends what it started (see config/processes.py). It has one thread on purpose.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

import psycopg

from config import env, places, processes, services
from config.places import Places
from config.processes import Program
from config.services import Server

TICK = 0.2
FIRST_DELAY = 0.2
LONGEST_DELAY = 3.0  # what dies at once is tried again this often, at most
SETTLED_AFTER = 10.0
LARGEST_LOG = 10_000_000
LEAST_POSTGRES = 150_000


@dataclass
class Child:
    """A program that is to be kept running.

    `server` is set for the embedded servers, which `make services` may own.
    """

    program: Program
    where: Places
    server: Server | None = None
    process: subprocess.Popen[bytes] | None = None
    delay: float = FIRST_DELAY
    started: float = 0.0
    next_start: float = field(default_factory=time.monotonic)

    @property
    def log(self) -> Path:
        return self.where.logs / f"{self.program.name}.log"

    def look(self, now: float) -> None:
        """Notices a death, and starts the program when it is due."""
        if self.process is not None and self.process.poll() is not None:
            self.bury(now)
        if self.process is None and now >= self.next_start:
            if self.server and self.server.up():
                self.next_start = now + 1.0
                return
            self.start(now)

    def bury(self, now: float) -> None:
        """Clears what is left of a dead program and sets when to try again, later each time that it dies
        young.
        """
        if self.process is None:
            return
        processes.sweep_session(self.process.pid)
        lived = now - self.started
        self.delay = FIRST_DELAY if lived > SETTLED_AFTER else min(self.delay * 2, self.longest_delay)
        self.next_start = now + self.delay
        code = self.process.returncode
        say(f"{self.program.name} ended ({code}); again in {self.delay:.1f} s; see {self.log}")
        self.process = None

    @property
    def longest_delay(self) -> float:
        return 2.0 if self.server else LONGEST_DELAY

    def start(self, now: float) -> None:
        if self.server:
            self.server.prepare()
        self.process = processes.start(self.program, self.log, bound=True)
        self.started = now
        self.where.note_pid(self.program.name, self.process.pid)

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process, self.program)
            self.where.pid_file(self.program.name).unlink(missing_ok=True)
            self.process = None


def say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    """1. refuse early; 2. servers; 3. migrations and data; 4. web, worker, beat, sealer, witness; 5. keep; 6. end all."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, leave)
    where = places.prepare()
    children: list[Child] = []
    port = env.number("PORT", 8000, 1, 65535)
    with only_one(where):
        try:
            refuse_taken(port)
            bring_up(where, port, children)
            say(f"\nDisclosure Desk is at http://127.0.0.1:{port}/   (Ctrl-C ends it; logs: {where.logs})\n")
            (where.folder / "ready").write_text(f"http://127.0.0.1:{port}\n")
            keep(children)
        finally:
            for number in (signal.SIGTERM, signal.SIGHUP):  # make passes its own on; a second Ctrl-C still hurries
                signal.signal(number, signal.SIG_IGN)
            (where.folder / "ready").unlink(missing_ok=True)
            for child in reversed(children):
                child.stop()


def leave(_: int, __: FrameType | None) -> None:
    """Being asked to end isn't a failure."""
    raise SystemExit(0)


def only_one(where: Places) -> IO[str]:
    """Holds var/lock as long as it is open, so that two starts from one checkout don't fight."""
    held = (where.folder / "lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(f"It already runs from this checkout ({where.folder}).") from None
    return held


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise SystemExit(f"Port {port} is taken: choose another, for example PORT={port + 1} make run.") from None


def bring_up(where: Places, port: int, children: list[Child]) -> None:
    cut_logs(where)
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "C_FORCE_ROOT": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    for server in services.servers(where):
        children.append(Child(server.program, where, server))
        bring_up_server(children[-1])
    refuse_old_postgres()
    say("Migrating")
    manage(environment, "migrate", "--database=owner", "--verbosity=0", "--no-input")
    if not env.debug():
        manage(environment, "collectstatic", "--verbosity=0", "--no-input")
    for program in own_programs(where, port, environment):
        children.append(Child(program, where))
        children[-1].look(time.monotonic())
        if program.name == "web":
            wait_for_port(port, children[-1])
            demonstrate(environment)


def bring_up_server(child: Child) -> None:
    server = child.server
    if server is None:
        return
    child.look(time.monotonic())
    if child.process is not None:
        services.wait_until_up(server, child.process, child.log)
    server.finish()


def cut_logs(where: Places) -> None:
    for log in where.logs.glob("*.log"):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))


def manage(environment: Mapping[str, str], *arguments: str) -> None:
    """Runs one of Django's commands; its failure ends the start, in its own words."""
    command = [sys.executable, str(places.ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, cwd=places.ROOT, env=dict(environment), check=False)
    if done.returncode:
        raise SystemExit(f"`manage.py {' '.join(arguments)}` failed; nothing was started.")


def demonstrate(environment: Mapping[str, str]) -> None:
    if env.demonstration():
        say("Loading demonstration data")
        manage(environment, "load_demonstration")


def refuse_old_postgres() -> None:
    """One line instead of a failed migration, when the user's own server is too old or doesn't answer."""
    url = env.text("OWNER_DATABASE_URL")
    if not env.text("DATABASE_URL"):
        return
    if not url:
        raise env.Missing("OWNER_DATABASE_URL is not set: migrations need the role that owns the tables.")
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError:
        raise SystemExit("No PostgreSQL answers at OWNER_DATABASE_URL.") from None
    if version < LEAST_POSTGRES:
        raise SystemExit(f"PostgreSQL 15 or later is needed; this is {version // 10000}.")


def own_programs(where: Places, port: int, environment: Mapping[str, str]) -> list[Program]:
    """Web, worker, beat and what proves. Beat keeps no file: a ring that was missed comes again at its next time."""
    scratch = ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() else []
    web = [
        "gunicorn",
        "config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--workers",
        "2",
    ]
    web += ["--threads", "4", "--no-control-socket", "--graceful-timeout", "5", "--timeout", "120", *scratch]
    worker = ["celery", "-A", "config", "worker", "--concurrency", "2", "--loglevel", "INFO"]
    worker += ["--without-gossip", "--without-mingle"]
    beat = [
        "celery",
        "-A",
        "config",
        "beat",
        "--scheduler",
        "celery.beat.Scheduler",
        "--loglevel",
        "INFO",
        "--pidfile=",
    ]
    commands = {"web": web, "worker": worker, "beat": beat, **proof_programs(where)}
    return [
        Program(name, [sys.executable, "-m", *command], cwd=places.ROOT, environment=environment)
        for name, command in commands.items()
    ]


def proof_programs(where: Places) -> dict[str, list[str]]:
    """The sealer, where its role is known here, and a witness of what it seals in the embedded database."""
    if env.text("DATABASE_URL") and not env.text("SEALER_DATABASE_URL"):
        return {}
    programs = {"sealer": ["manage", "seal", "--loop"]}
    if not env.text("DATABASE_URL"):
        sealed = env.text("SEAL_FOLDER", str(where.folder / "sealed"))
        folder = env.text("WITNESS_FOLDER", str(where.folder / "witness"))
        programs["witness"] = ["audits.standalone.witness", sealed, folder, "--key", f"{sealed}/public-key"]
    return programs


def wait_for_port(port: int, web: Child) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        web.look(time.monotonic())
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The web process doesn't answer:\n{services.last_lines(web.log)}")


def keep(children: list[Child]) -> None:
    while True:
        now = time.monotonic()
        for child in children:
            child.look(now)
        time.sleep(TICK)


if __name__ == "__main__":
    main()
