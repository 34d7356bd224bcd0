"""Print the verifier as one file that needs nothing of this project: `python -m audits.standalone > verify.py`."""

from __future__ import annotations

import ast
from pathlib import Path

FILES = ("verify.py", "tree.py", "words.py")


def one_file() -> str:
    """Return the verifier with what it shares with the witness put in."""
    folder = Path(__file__).parent
    texts = [(folder / name).read_text() for name in FILES]
    modules = [ast.parse(text) for text in texts]
    imports = {_text(texts[n], node) for n, module in enumerate(modules) for node in module.body if _is_outside(node)}
    bodies = [_body(text, module) for text, module in zip(texts, modules, strict=True)]
    head = f'"""{ast.get_docstring(modules[0], clean=False)}"""\n\nfrom __future__ import annotations\n'
    return "\n".join([head, *sorted(imports), "", *reversed(bodies)])


def _is_outside(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import) or (
        isinstance(node, ast.ImportFrom) and not node.level and node.module != "__future__"
    )


def _text(text: str, node: ast.stmt) -> str:
    return ast.get_source_segment(text, node) or ""


def _body(text: str, module: ast.Module) -> str:
    """Return what stands below a module's last import."""
    last = max(node.end_lineno or 0 for node in module.body if isinstance(node, (ast.Import, ast.ImportFrom)))
    return "\n".join(text.split("\n")[last:])


if __name__ == "__main__":
    print(one_file(), end="")
