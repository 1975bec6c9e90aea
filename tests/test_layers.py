"""Who may import whom: the table of design.md section 3, held against every import in the tree.

A new library goes into this table in the change that needs it.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Layer:
    """`ours`: packages of ours it may import besides itself; `others`: libraries besides the standard one."""

    ours: str = ""
    others: str = ""


LAYERS = {
    "slips": Layer(others="jaconv kanjize jpholiday rapidfuzz"),
    "config": Layer(ours="slips", others="pydantic pydantic_settings"),
    "ocr": Layer(
        ours="slips",
        others="rapidocr onnxruntime openvino easyocr torch pdfplumber pypdfium2 cv2 PIL numpy zxingcpp",
    ),
    "bots": Layer(ours="slips", others="playwright openpyxl"),
    "connectors": Layer(
        ours="slips",
        others="sqlalchemy alembic apprise fastapi starlette uvicorn jinja2 argon2 watchfiles fsspec openpyxl zengin_code",
    ),
    "practice": Layer(
        ours="slips", others="fastapi starlette uvicorn jinja2 sqlalchemy PIL cv2 numpy reportlab aiosmtpd"
    ),
    "flows": Layer(ours="slips config ocr bots connectors practice", others="prefect"),
}

# Narrower than the table: the only files that may import this at all.
ONLY_IN = {
    "prefect": ("flows/*",),
    "playwright": ("bots/*",),
    "sqlalchemy": ("connectors/store*", "practice/*"),
    "alembic": ("connectors/store*",),
    "apprise": ("connectors/notify.py",),
    "practice": ("practice/*", "flows/demo*.py", "flows/bench*"),
}


def imports_in(source: str, package: str) -> Iterator[tuple[int, str]]:
    """(line, top-level name) of every import, also inside functions; `package` is what a relative import starts from."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, package if node.level else str(node.module).partition(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            name = node.args[0] if node.args else None
            told = name.value if isinstance(name, ast.Constant) else "a name made at run time"
            yield node.lineno, str(told).partition(".")[0]


def broken_rules(root: Path) -> list[str]:
    """One line for every import under `root` that the tables above do not allow."""
    return [
        f"{path}:{line} imports {name}"
        for package in LAYERS
        for file in sorted((root / package).glob("**/*.py"))
        for path in [file.relative_to(root).as_posix()]
        for line, name in imports_in(file.read_text(encoding="utf-8"), package)
        if not is_allowed(path, package, name)
    ]


def is_allowed(path: str, package: str, name: str) -> bool:
    layer = LAYERS[package]
    if name in ONLY_IN and not any(fnmatch(path, pattern) for pattern in ONLY_IN[name]):
        return False
    return name == package or name in sys.stdlib_module_names or name in f"{layer.ours} {layer.others}".split()


def test_every_import_is_in_the_table() -> None:
    assert broken_rules(ROOT) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("slips/read.py", "import numpy"),
        ("slips/read.py", "from connectors.store import Store"),
        ("ocr/rapid.py", "import requests"),
        ("bots/session.py", "from config import settings"),
        ("connectors/desk/pages.py", "from sqlalchemy.orm import Session"),
        ("connectors/mail.py", "def send():\n    import apprise"),
        ("flows/intake.py", "from practice.paper import draw"),
        ("flows/wiring.py", "import importlib; importlib.import_module('practice.finance')"),
        ("flows/wiring.py", "import importlib; importlib.import_module(name)"),
        ("practice/paper/draw.py", "from bots import paper"),
        ("connectors/folder.py", "from tests import cluster"),
    ],
)
def test_a_planted_import_is_found(tmp_path: Path, path: str, line: str) -> None:
    planted = tmp_path / path
    planted.parent.mkdir(parents=True)
    planted.write_text(line, encoding="utf-8")
    assert len(broken_rules(tmp_path)) == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("slips/written.py", "import jaconv"),
        ("slips/read.py", "from . import model\nfrom .model import Slip\nfrom slips.form import Form"),
        ("connectors/store_slips.py", "from sqlalchemy import Table"),
        ("connectors/store/tables.py", "import sqlalchemy as sa"),
        ("flows/demo.py", "from practice.finance import app"),
        ("practice/finance/ledger.py", "import sqlalchemy"),
    ],
)
def test_an_import_of_the_table_passes(tmp_path: Path, path: str, line: str) -> None:
    planted = tmp_path / path
    planted.parent.mkdir(parents=True)
    planted.write_text(line, encoding="utf-8")
    assert broken_rules(tmp_path) == []
