"""Slip, Entry and Receipt ↔ what stands in the columns. Nothing else knows the shape of the stored JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from slips.model import Entry, Finding, Notice, Receipt, Slip, Value, Waiver, Witness
from slips.status import Status

Stored = dict[str, Any]


def slip_columns(slip: Slip) -> Stored:
    """The columns that hold the slip itself (not the derived ones)."""
    return {
        "id": slip.id,
        "scan_id": slip.scan_id,
        "page": slip.page,
        "form": slip.form,
        "form_version": slip.form_version,
        "slip_values": {name: asdict(value) for name, value in slip.values.items()},
        "findings": [asdict(f) for f in slip.findings],
        "waivers": [asdict(w) for w in slip.waivers],
        "doubt": slip.doubt,
        "status": slip.status.value,
        "version": slip.version,
    }


def slip_from_row(row: Row[Any]) -> Slip:
    """The Slip that `slip_columns` was given."""
    return Slip(
        id=row.id,
        scan_id=row.scan_id,
        page=row.page,
        form=row.form,
        form_version=row.form_version,
        values={name: _value(stored) for name, stored in row.slip_values.items()},
        findings=tuple(Finding(**f) for f in row.findings),
        waivers=tuple(Waiver(**w) for w in row.waivers),
        doubt=row.doubt,
        status=Status(row.status),
        version=row.version,
    )


def _value(stored: Stored) -> Value:
    return Value(**{**stored, "witnesses": tuple(_witness(w) for w in stored["witnesses"])})


def _witness(stored: Stored) -> Witness:
    box = stored["box"]
    placed = {"box": (box[0], box[1], box[2], box[3]) if box else None}
    return Witness(**{**stored, **placed, "alternatives": tuple(stored.get("alternatives", ()))})


def entry_json(entry: Entry) -> Stored:
    return {
        "key": entry.key,
        "system": entry.system,
        "slip_version": entry.slip_version,
        "values": dict(entry.values),
        "versions": dict(entry.versions),
    }


def entry_from(stored: Stored) -> Entry:
    return Entry(**stored)


def receipt_columns(receipt: Receipt) -> Stored:
    return {
        "slip_id": receipt.key,
        "voucher_no": receipt.voucher_no,
        "confirmed_at": receipt.confirmed_at,
        "read_back": dict(receipt.values),
        "evidence": list(receipt.evidence),
    }


def receipt_from_row(row: Row[Any]) -> Receipt:
    at: datetime = row.confirmed_at
    read_back: Mapping[str, str] = row.read_back
    return Receipt(row.slip_id, row.voucher_no, at, read_back, tuple(row.evidence))


def notice_json(notice: Notice) -> Stored:
    return asdict(notice)


def notice_from(stored: Stored) -> Notice:
    return Notice(**stored)
