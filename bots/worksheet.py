"""Worksheets from disk: a folder with system.toml and one TOML a sheet, or one TOML with everything.

A sheet is a list of rows with five columns, all text: screen, action, target (as seen on screen), value, note.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bots.formats import KINDS, Format
from bots.proofread import proofread
from bots.system import Messages, Results, Screens, Sheet, Step, System
from slips.errors import BadWorksheet

SHEETS = ("login", "find", "register", "open")
COLUMNS = ("screen", "action", "target", "value", "note")


def load_system(folder_or_file: Path) -> System:
    """The system and its sheets, proofread; BadWorksheet says in a clerk's words which row to mend."""
    main = folder_or_file / "system.toml" if folder_or_file.is_dir() else folder_or_file
    untrusted, digest = _parsed(main), hashlib.sha256(_bytes(main))
    rows: dict[str, Any] = dict(untrusted.get("sheets", {}))
    for name in SHEETS:
        if name not in rows:
            path = main.with_name(f"{name}.toml")
            rows[name] = _parsed(path)
            digest.update(_bytes(path))
    try:
        system = _system_from(untrusted, rows, digest.hexdigest()[:12])
    except KeyError as missing:
        raise BadWorksheet(f"{main}: {missing} の記入がありません。") from None
    except (TypeError, ValueError, AttributeError) as wrong:
        raise BadWorksheet(f"{main}: 書き方が正しくありません（{wrong}）。") from None
    if problems := proofread(system):
        raise BadWorksheet(f"{main}: " + " ／ ".join(problems))
    return system


def sheet_from(name: str, untrusted: Mapping[str, Any]) -> Sheet:
    """A parsed sheet. Each row knows whether the next one names a screen: then it must lead there."""
    rows = untrusted["steps"]
    for number, row in enumerate(rows, 1):
        unknown = sorted(set(row) - set(COLUMNS))
        if unknown:
            raise BadWorksheet(f"手順書「{name}」の{number}行目: 「{'、'.join(unknown)}」という欄はありません。")
    return Sheet(
        name,
        tuple(
            Step(name, number, **{c: str(row.get(c, "")) for c in COLUMNS}, leads_on=bool(following.get("screen")))
            for number, (row, following) in enumerate(zip(rows, [*rows[1:], {}], strict=True), 1)
        ),
    )


def _system_from(untrusted: Mapping[str, Any], rows: Mapping[str, Any], version: str) -> System:
    screens, results, messages = untrusted["screens"], untrusted["results"], untrusted.get("messages", {})
    before, _, after = str(results["count"]).partition("{n}")
    return System(
        name=str(untrusted["name"]),
        title=str(untrusted["title"]),
        screens=Screens(**{**screens, "busy": tuple(screens.get("busy", ()))}),
        messages=Messages(**messages),
        results=Results((before, after), str(results["next"]), str(results["none"])),
        formats={name: _format_from(name, table) for name, table in untrusted["formats"].items()},
        values={str(k): str(v) for k, v in untrusted["values"].items()},
        controls={str(k): str(v) for k, v in untrusted["control"].items()},
        sheets={name: sheet_from(name, table) for name, table in rows.items()},
        charset=str(untrusted.get("charset", "utf-8")),
        practice=untrusted.get("practice", False) is True,
        version=version,
    )


def _format_from(name: str, untrusted: Mapping[str, Any]) -> Format:
    form = Format(**untrusted)
    if form.kind not in KINDS:
        raise BadWorksheet(f"書式「{name}」の種類「{form.kind}」はありません。使えるのは {'、'.join(KINDS)} です。")
    return form


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise BadWorksheet(f"{path}: ファイルがありません（または読めません）。") from None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_bytes(path).decode("utf-8"))
    except UnicodeDecodeError:
        raise BadWorksheet(f"{path}: 文字コードを UTF-8 にして保存してください。") from None
    except tomllib.TOMLDecodeError as wrong:
        raise BadWorksheet(f"{path}: TOML として読めません（{wrong}）。") from None
