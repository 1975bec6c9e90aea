"""`denpyo read`: reads files without storing anything; one JSON object a slip, whose keys stay stable."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from config import easyocr_weights, load_forms, load_settings
from connectors.masters import load_masters
from ocr.blank import load_known
from ocr.page import load_engines, read_page
from ocr.pages import iter_pages
from slips.check import Facts
from slips.entry import key_of
from slips.errors import Misconfigured, Unreadable
from slips.form import Form
from slips.masters import Masters
from slips.model import Finding, PageReading, Slip, Value, Witness
from slips.notes import reason_text
from slips.read import slip_from
from slips.standing import judged, status_for
from slips.status import Status


def read(files: Sequence[Path], forms: Path | None, masters: Path | None, *, as_json: bool) -> int:
    """Prints every slip on every page. Returns 0 when all are ready, 1 when one is held or a file cannot be read."""
    if missing := [str(file) for file in files if not file.exists()]:
        raise Misconfigured(f"no such file: {', '.join(missing)}")
    settings = load_settings()
    loaded = load_forms(forms or settings.folder / "forms")
    known = load_masters(masters or settings.folder / "masters")
    facts = Facts(settings.today())
    papers = load_known(loaded.values())
    engines = load_engines(*easyocr_weights(settings))
    held = False
    for file in files:
        try:
            for page in iter_pages(file):
                reading = read_page(page, papers, engines)
                if reading.blank:
                    continue
                slip = slip_of(str(file), reading, {n: f for n, (f, _) in loaded.items()}, known, facts)
                held |= slip.status is not Status.READY
                say(as_dict(str(file), slip), as_json=as_json)
        except Unreadable as refused:
            held = True
            say({"file": str(file), "error": refused.reason, "message": reason_text(refused.reason)}, as_json=as_json)
    return 1 if held else 0


def slip_of(file: str, reading: PageReading, forms: Mapping[str, Form], masters: Masters, facts: Facts) -> Slip:
    """One page, proved and checked, under a key of the file's name alone, as nothing is stored."""
    form = forms.get(reading.form)
    slip = judged(slip_from(key_of("R", file, reading.page), file, form, reading), form, masters, facts)
    return replace(slip, status=status_for(slip))


def as_dict(file: str, slip: Slip) -> dict[str, Any]:
    """The slip as other programs read it (design section 8)."""
    return {
        "file": file,
        "page": slip.page,
        "form": slip.form,
        "status": str(slip.status),
        "doubt": slip.doubt,
        "fields": {name: _value(value) for name, value in slip.values.items()},
        "findings": [_finding(f) for f in slip.findings],
    }


def _value(value: Value) -> dict[str, Any]:
    box = next((w.box for w in value.witnesses if w.box), None)
    return {
        "text": value.text,
        "settled": value.settled,
        "critical": value.critical,
        "why": value.why,
        "confidence": round(value.confidence, 4),
        "box": [round(edge, 4) for edge in box] if box else None,
        "witnesses": [_witness(w) for w in value.witnesses],
    }


def _witness(w: Witness) -> dict[str, Any]:
    said = {"source": w.source, "kind": w.kind, "text": w.text, "confidence": round(w.confidence, 4)}
    return {**said, "raw": w.raw, "cut": w.cut, "retired": w.retired}


def _finding(f: Finding) -> dict[str, str]:
    return {"rule": f.rule, "field": f.field, "severity": f.severity, "message": f.message}


def say(told: dict[str, Any], *, as_json: bool) -> None:
    """One line of JSON, or the same for eyes."""
    if as_json:
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return
    print(*_lines(told), sep="\n", flush=True)


def _lines(told: dict[str, Any]) -> Iterator[str]:
    if "error" in told:
        yield f"{told['file']}: {told['message']}"
        return
    yield f"{told['file']} page {told['page']}: {told['form'] or 'none of our forms'}, {told['status']} {told['doubt']}"
    for name, value in told["fields"].items():
        if value["text"] or value["why"] not in ("", "blank"):
            yield f"  {'  ' if value['settled'] else '? '}{name:24} {value['text']:24} {value['why']}"
    for finding in told["findings"]:
        yield f"  {finding['severity']} {finding['field']}: {finding['message']}"
