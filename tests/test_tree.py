"""What every file of the tree keeps to: its length, and no trace of the machine it was written on."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {
    ".git",
    ".venv",
    ".setup",
    ".cache",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "__pycache__",
}
WRITTEN = {"var", "inbox", "demo", "build", "dist"}  # folders a running Denpyo or a build makes at the root
CODE = {".py", ".js", ".css", ".html", ".sh"}
FILE_LINES, FUNCTION_LINES = 300, 60

# A registry belongs to the machine's own pip, apt and npm settings; an address in a file would overrule them.
REGISTRIES = [
    rf"\b{name}\.(org|com|net|io)\b" for name in ("pypi", "pythonhosted", "npmjs", "yarnpkg", "debian", "ubuntu")
]
TRACES = re.compile(
    "|".join([*REGISTRIES, r"(?<![\w.])/(work|root|opt/pypi)/", r"index-url\W+https?:", r'"resolved":\s*"https?:'])
)


def our_files(root: Path) -> Iterator[Path]:
    """Every text file of ours below `root`."""
    for path in sorted(root.iterdir()):
        if path.name in NOT_OURS or path.name.endswith(".egg-info") or (root == ROOT and path.name in WRITTEN):
            continue
        if path.is_dir():
            yield from our_files(path)
        elif path.is_file() and b"\0" not in path.read_bytes():
            yield path


def long_functions(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{node.name} has {lines} lines"


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in our_files(ROOT) if path.suffix in CODE
    }
    assert {str(path): lines for path, lines in lengths.items() if lines > FILE_LINES} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    sources = [path for path in our_files(ROOT) if path.suffix == ".py"]
    assert [f"{path}: {line}" for path in sources for line in long_functions(path.read_text(encoding="utf-8"))] == []


def test_no_file_names_a_registry_or_the_machine_it_was_written_on() -> None:
    texts = ((path, path.read_text(encoding="utf-8", errors="replace")) for path in our_files(ROOT))
    assert [f"{path}: {found[0]}" for path, text in texts if (found := TRACES.search(text))] == []


def test_a_trace_of_a_registry_or_machine_is_seen() -> None:
    traces = [
        "see https://pypi" + ".org/x",
        "FROM /wo" + "rk/main",
        '"reso' + 'lved": "http://x"',
        "--index-url https" + "://mirror",
    ]
    assert [bool(TRACES.search(text)) for text in traces] == [True] * 4
    assert not TRACES.search("workdir: /srv/denpyo, docs.djangoproject.com, framework/main")
