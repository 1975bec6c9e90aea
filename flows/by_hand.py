"""`denpyo post` and `denpyo rehearse`: typing by hand, without Prefect.

Nobody gets around approval: `post` takes approved slips only, and a commit of anything else goes through only where the system
is declared `practice = true`.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bots.session import Chromium, Credentials
from bots.webfinance import WebFinance
from bots.worksheet import load_system
from config import browser_path, load_settings, secret
from connectors.store import reading
from connectors.store.receipts import receipt_of
from connectors.store.slips import get_slip
from flows.posting import claim, entry_of, leave, post_one
from flows.wiring import World, finance_system, open_world
from slips.errors import Misconfigured, Refused, Trouble, Unavailable
from slips.model import Entry
from slips.status import Status


def post(slip_ids: Sequence[str], *, rehearse: bool, as_json: bool) -> int:
    """Posts approved slips (or types them up to the confirm screen). Returns 0 when each was done, else 1."""
    world = open_world()
    outcomes = [_one(world, slip_id, rehearse=rehearse) for slip_id in slip_ids]
    for outcome in outcomes:
        _say(outcome, as_json=as_json)
    return 0 if all(o["done"] for o in outcomes) else 1


def _one(world: World, slip_id: str, *, rehearse: bool) -> dict[str, Any]:
    try:
        return _rehearsed(world, slip_id) if rehearse else _posted(world, slip_id)
    except Trouble as trouble:
        return {"slip": slip_id, "done": False, "status": "", "message": str(trouble)}


def _system_of(world: World, slip_id: str) -> str:
    with reading(world.store) as db:
        slip = get_slip(db, slip_id)
    form = world.form_of(slip)
    if slip.status is not Status.APPROVED or form is None:
        raise Refused(
            f"伝票 {slip_id} は承認済みではありません（{slip.status}）。登録できるのは承認済みの伝票だけです。"
        )
    return form.system


def _posted(world: World, slip_id: str) -> dict[str, Any]:
    system = _system_of(world, slip_id)
    with finance_system(world, system) as finance:
        claimed = claim(world, system, only=slip_id)
        if claimed is None:
            raise Refused(f"伝票 {slip_id} は、いま別の処理が扱っています。")
        try:
            post_one(world, finance, slip_id)
        except Unavailable as trouble:
            leave(world, slip_id, str(trouble))
            raise
    with reading(world.store) as db:
        status = get_slip(db, slip_id).status
        voucher_no = receipt_of(db, slip_id).voucher_no if status is Status.POSTED else ""
    return {"slip": slip_id, "done": status is Status.POSTED, "status": str(status), "voucher_no": voucher_no}


def _rehearsed(world: World, slip_id: str) -> dict[str, Any]:
    system = _system_of(world, slip_id)
    with reading(world.store) as db:
        entry = entry_of(world, get_slip(db, slip_id))
    with finance_system(world, system) as finance:
        seen = finance.rehearse(entry)
    return {"slip": slip_id, "done": True, "status": "rehearsed", "warnings": seen.warnings, "evidence": seen.evidence}


def rehearse_file(entry_file: Path, system: str, url: str, *, commit: bool, as_json: bool) -> int:
    """Types one entry from a file through a system's worksheets. Returns 0 when done, 1 when the system said no."""
    settings = load_settings()
    chosen = settings.finance.get(system)
    folder = settings.folder / "worksheets" / chosen.worksheets if chosen else Path(system)
    if commit and not (chosen and chosen.practice):
        raise Misconfigured(f"{system} is not declared `practice = true` in denpyo.toml: --commit is refused")
    account = Credentials(
        secret(chosen.user_env if chosen else "DENPYO_FINANCE_USER"),
        secret(chosen.password_env if chosen else "DENPYO_FINANCE_PASSWORD"),
    )
    entry = entry_from_file(entry_file, system)
    pictures = settings.data / "rehearsals"
    with (
        Chromium(browser_path(settings)) as chromium,
        WebFinance(load_system(folder), url or (chosen.url if chosen else ""), account, chromium, pictures) as finance,
    ):
        try:
            told = _committed(finance, entry) if commit else _stopped_before(finance, entry)
        except Trouble as trouble:
            told = {"key": entry.key, "done": False, "message": str(trouble), "evidence": trouble.evidence}
    _say(told, as_json=as_json)
    return 0 if told["done"] else 1


def _committed(finance: WebFinance, entry: Entry) -> dict[str, Any]:
    receipt = finance.post(entry, crossing=lambda: None)
    told = {"key": entry.key, "done": True, "voucher_no": receipt.voucher_no, "values": dict(receipt.values)}
    return {**told, "evidence": receipt.evidence}


def _stopped_before(finance: WebFinance, entry: Entry) -> dict[str, Any]:
    seen = finance.rehearse(entry)
    return {"key": entry.key, "done": True, "warnings": seen.warnings, "evidence": seen.evidence}


def entry_from_file(path: Path, system: str) -> Entry:
    """{"key": …, "values": {name: text}}; Misconfigured says what is wrong."""
    try:
        untrusted = json.loads(path.read_text(encoding="utf-8"))
        values = {str(name): str(text) for name, text in untrusted["values"].items()}
        return Entry(str(untrusted["key"]), system, int(untrusted.get("slip_version", 1)), values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Misconfigured(
            f'{path}: not an entry ({wrong}); write {{"key": "…", "values": {{"amount": "1000"}}}}'
        ) from wrong


def _say(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    words = [f"{name}: {value}" for name, value in told.items() if value not in ("", (), None)]
    sys.stdout.write("  ".join(words) + "\n")
