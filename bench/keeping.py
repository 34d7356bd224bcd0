"""Where figures are kept: a file for each run in bench/results/, with the day, the machine, and how busy it was."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config import services

RESULTS = Path(__file__).with_name("results")


def machine() -> dict[str, str | int | None]:
    """Return what the figures were measured on: nothing that names the machine."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    program = [services.postgres_programs() / "postgres", "--version"]
    postgresql = subprocess.run(program, check=True, capture_output=True, text=True).stdout
    return {
        "cores": os.cpu_count(),
        "cpu": models[0] if models else platform.machine(),
        "python": platform.python_version(),
        "postgresql": postgresql.split()[-1],
    }


def keep(name: str, size: object, found: Mapping[str, Any]) -> str:
    """Write the figures of a run beside earlier ones; return the file's name. `size`: what makes runs comparable."""
    now = datetime.now(UTC)
    kept = {"on": f"{now:%Y-%m-%d}", "machine": machine(), "load": round(os.getloadavg()[0], 2), **found}
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{name}-{now:%Y%m%d-%H%M%S}-{size}.json"
    file.write_text(json.dumps(kept, indent=1) + "\n")
    return file.name
