"""The nouns: Scan, Reading, Slip, Finding, Entry, Receipt (Form has its own page). All frozen, all plain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from slips.status import Status

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the aligned page."""

WitnessKind = Literal[
    "engine", "textlayer", "barcode", "arithmetic", "joint", "master", "data", "ink", "mark", "correction", "person"
]
"""mark: ticks, circles and seals, measured. correction: somebody struck out or wrote over what stood there."""

HIDDEN_TEXT = "hidden text"
"""The source of what a PDF says behind a scanned picture: never a witness, only something that must not contradict."""

Severity = Literal["B", "H", "W"]
"""B blocks until mended, H holds until a person who did not make the slip waives it with a reason, W warns."""


@dataclass(frozen=True)
class Scan:
    """One incoming file. id: sha256 of the bytes that are kept, hex. desk: the folder it came through.

    original_hmac: "" where the original is kept as it came; else only a masked copy is, and this is the original's keyed hash, hex.
    """

    id: str
    desk: str
    untrusted_name: str
    size_bytes: int
    received_at: datetime
    original_hmac: str = ""


@dataclass(frozen=True)
class Crop:
    """One field cut out for an engine.

    image: height × width × 3 uint8 RGB array (numpy; typed loosely because slips stays free of it).
    cut: how it was cut ("raw" cell, "tight" digit span …); two cuts of one engine are still one witness.
    hint: what may stand there, so that an engine can mask its alphabet.
    """

    field: str
    image: Any
    box: Box
    cut: str
    hint: Literal["digits", "date", "code", "text", "kana", "words"]


@dataclass(frozen=True)
class Text:
    """One line as an engine saw it. spans: for each character its left and right edge as fractions of the crop; probabilities: how
    sure the engine is of each (empty where it does not say). confidence: the least of them; alternatives: likeliest first."""

    text: str
    confidence: float
    box: Box
    alternatives: tuple[str, ...] = ()
    spans: tuple[tuple[float, float], ...] = ()
    probabilities: tuple[float, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What one engine saw on one crop (or, for a text layer, in one field's box)."""

    field: str
    engine: str
    version: str
    cut: str
    texts: tuple[Text, ...]
    kind: WitnessKind = "engine"


@dataclass(frozen=True)
class PageReading:
    """Everything read on one page. form: name of the Form it was known as, "" when it is none of ours.

    blank: nothing is written on the page at all (the back of a sheet). doubt: why its geometry cannot be trusted.
    aligned: JPEG of the page laid onto the form (or upright as it came), for people to look at; boxes are fractions of it.
    """

    page: int
    form: str
    readings: tuple[Reading, ...] = ()
    doubt: str = ""
    blank: bool = False
    aligned: bytes = b""


@dataclass(frozen=True)
class Witness:
    """One voice about one value.

    text: in canonical writing (money "10793", dates ISO, codes half-width); raw: as it was seen; alternatives: what else the
    source thought possible there, likeliest first, in canonical writing.
    retired: why the witness no longer counts ("" while it lives): impossible format, or a person has spoken.
    """

    source: str
    text: str
    confidence: float = 1.0
    box: Box | None = None
    kind: WitnessKind = "engine"
    raw: str = ""
    cut: str = ""
    retired: str = ""
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Value:
    """What a field says, and everybody who says so. settled: proved, by the rule in slips.settle."""

    text: str
    witnesses: tuple[Witness, ...] = ()
    settled: bool = False
    critical: bool = False
    why: str = ""

    @property
    def living(self) -> tuple[Witness, ...]:
        return tuple(w for w in self.witnesses if not w.retired)

    @property
    def people(self) -> tuple[str, ...]:
        """Who has vouched for this value, in order."""
        return tuple(w.source for w in self.living if w.kind == "person")

    @property
    def confidence(self) -> float:
        """The best living confidence for this text; only ever compared with the same field's own threshold."""
        return max((w.confidence for w in self.living if w.text == self.text), default=0.0)


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a slip. field: "" when it concerns the slip as a whole."""

    rule: str
    field: str
    severity: Severity
    message: str


@dataclass(frozen=True)
class Waiver:
    """A person's word that an H finding may stand; B findings cannot be waived."""

    rule: str
    field: str
    by: str
    reason: str


@dataclass(frozen=True)
class Slip:
    """One filled-in form. id is also the key typed into the finance system: fixed at the first reading, never reused.

    form: "" when the page could not be identified. doubt: why the page's geometry or anchors cannot be trusted.
    version counts every change of a value; an approval is bound to it.
    """

    id: str
    scan_id: str
    page: int
    form: str
    form_version: int
    values: Mapping[str, Value] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    doubt: str = ""
    status: Status = Status.READ
    version: int = 1

    def text(self, name: str) -> str:
        """The text of a field, "" where the slip has none."""
        value = self.values.get(name)
        return value.text if value else ""


@dataclass(frozen=True)
class Entry:
    """What will be typed. values: canonical texts by target name; the worksheet says how each is written on its screen.

    versions: which masters, worksheets and form it was made with, by name.
    """

    key: str
    system: str
    slip_version: int
    values: Mapping[str, str]
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Voucher:
    """A voucher as the finance system shows it. state: as on screen, e.g. 起票済, 取消, 差戻し."""

    voucher_no: str
    state: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Receipt:
    """Exists only after the registered voucher was opened again and every field compared with the Entry."""

    key: str
    voucher_no: str
    confirmed_at: datetime
    values: Mapping[str, str]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Search:
    """One look into the finance system: by key, or by creditor, amount and date; over every year named."""

    fiscal_years: tuple[int, ...]
    key: str = ""
    creditor_code: str = ""
    amount: int | None = None
    drafted_from: str = ""
    drafted_to: str = ""


@dataclass(frozen=True)
class Notice:
    """What goes out to people: an id and a link, never personal data."""

    kind: str
    subject: str
    body: str
    link: str
    desk: str = ""
    slip_id: str = ""
