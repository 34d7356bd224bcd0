"""Starting and ending child processes so that nothing is ever left behind."""

import ctypes
import gc
import os
import pwd
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
PRCTL = getattr(ctypes.CDLL(None), "prctl", None)


@dataclass(frozen=True)
class Program:
    """What to start.

    `stop` ends it in good order; `orphaned` is what the kernel sends it when its starter dies.
    """

    name: str
    command: list[str]
    cwd: Path
    environment: Mapping[str, str]
    stop: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals = signal.SIGKILL
    patience: float = 8.0
    account: pwd.struct_passwd | None = None


def settle() -> None:
    """Say that the process has loaded what it needs. That is never garbage: collecting passes it over from here on, and is done
    less often, since a chunk's rows or a page's parts stay until they are written, and go without it.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def end_with_parent(parent: int, sent: signal.Signals) -> None:
    """Asks the kernel to signal this process when `parent` dies (Linux; elsewhere nothing happens)."""
    if PRCTL is None:
        return
    PRCTL(PR_SET_PDEATHSIG, int(sent))
    if os.getppid() != parent:  # it died before the kernel knew
        os._exit(1)


def start(program: Program, log: Path, *, bound: bool) -> subprocess.Popen[bytes]:
    """Starts a program in its own session, its output appended to `log`.

    `bound` ties its life to ours. The tie is made after the change of account, which would undo it.
    """
    parent = os.getpid()
    account = program.account
    with log.open("ab") as output:
        return subprocess.Popen(
            program.command,
            cwd=program.cwd,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=(lambda: end_with_parent(parent, program.orphaned)) if bound else None,
        )


def sweep_session(pid: int) -> None:
    """Ends whatever is left of the session that `pid` led: pool children, say, that survived their parent."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def stop(process: subprocess.Popen[bytes], program: Program) -> None:
    """Asks a program to end, waits `patience` seconds, then ends it and all of its session."""
    if process.poll() is None:
        process.send_signal(program.stop)
        try:
            process.wait(program.patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    sweep_session(process.pid)
