"""Made-up scans, slips and people for the tests of the store."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from connectors.store import Db, Store, reading, writing
from connectors.store.approvals import approve_by_rule
from connectors.store.decisions import correct
from connectors.store.judging import add_judged
from connectors.store.people import Role, add_person
from connectors.store.postings import Posting, claim_for_posting, cross, to_unconfirmed
from connectors.store.scans import add_scan
from connectors.store.slips import get_slip
from slips.check import Facts
from slips.entry import to_entry
from slips.form import Anchor, Field, Form
from slips.masters import Masters
from slips.model import Entry, Receipt, Scan, Slip, Value, Witness
from slips.status import Status

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(seconds=61)
LEASE_S = 60.0
FACTS = Facts(date(2026, 11, 20))
MASTERS = Masters()
PASSWORD = "ひみつの合言葉です12"

FORM = Form(
    name="slip",
    title="学校用支出伝票",
    version=3,
    width_mm=210,
    height_mm=297,
    reference="slip.png",
    anchors=(Anchor("学校用支出伝票", (0.1, 0.1, 0.5, 0.2), title=True),),
    fields=(
        Field("amount", "金額", "money", (0.1, 0.2, 0.3, 0.3), critical=True, printed=True),
        Field("creditor_code", "債権者番号", "code", (0.1, 0.3, 0.3, 0.4), critical=True, printed=True),
        Field("slip_no", "整理番号", "code", (0.1, 0.4, 0.3, 0.5), critical=True, printed=True),
        Field("school_code", "学校コード", "code", (0.1, 0.5, 0.3, 0.6), critical=True, printed=True),
        Field("subject", "件名", "text", (0.1, 0.6, 0.3, 0.7)),
    ),
    rules=("amount_words", "duplicate", "encodable"),
    system="finance",
    entry={"kingaku": "amount", "saikensha": "creditor_code", "tekiyo": "subject"},
)
TEXTS = {"amount": "10793", "creditor_code": "20001234", "slip_no": "17", "school_code": "101", "subject": "画用紙ほか"}


def scan(number: int = 1, desk: str = "minato") -> Scan:
    return Scan(f"{number:064x}", desk, f"scan{number:04}.pdf", 34567, NOW)


def proved(text: str) -> Value:
    """Read alike by two engines on two cuts."""
    return Value(text, (Witness("rapidocr", text, 0.99, cut="raw"), Witness("easyocr", text, 0.97, cut="tight")))


def read_slip(number: int = 1, **texts: str) -> Slip:
    """Slip `number` of scan `number`, told from others by its slip number and amount."""
    said = {**TEXTS, "slip_no": str(number), "amount": str(10000 + number), **texts}
    values = {name: proved(text) for name, text in said.items()}
    return Slip(f"DP{number:010}", scan(number).id, 1, FORM.name, FORM.version, values)


def doubtful_slip(number: int = 1) -> Slip:
    """Its amount was read by one engine only."""
    slip = read_slip(number)
    return replace(slip, values={**slip.values, "amount": Value("10793", (Witness("rapidocr", "10793", 0.9),))})


def add(store: Store, slip: Slip, desk: str = "minato") -> Slip:
    """The slip with its scan, judged as the reading flow does it."""
    with writing(store) as db:
        add_scan(db, replace(scan(desk=desk), id=slip.scan_id))
        return add_judged(db, slip, "reader", FORM, MASTERS, FACTS)


def hire(store: Store, *logins: str, role: Role = "clerk") -> None:
    with writing(store) as db:
        for login in logins:
            add_person(db, login, f"{login}さん", role, PASSWORD)


def add_approved(store: Store, number: int = 1) -> Slip:
    """A clean slip, released by rule."""
    slip = add(store, read_slip(number))
    with writing(store) as db:
        return approve_by_rule(db, slip.id, slip.version, "clean", FORM, MASTERS, FACTS)


def fix(db: Db, slip: Slip, by: str, **corrections: str) -> Slip:
    return correct(db, slip.id, slip.version, corrections, by, FORM, MASTERS, FACTS)


def claim_next(db: Db, worker: str = "bot", now: datetime = NOW) -> Posting | None:
    return claim_for_posting(db, "finance", ["slip"], worker, LEASE_S, now, entry_of)


def claimed(store: Store, number: int = 1, worker: str = "bot") -> str:
    """A slip in `worker`'s hands."""
    slip = add_approved(store, number)
    with writing(store) as db:
        assert claim_next(db, worker) is not None
    return slip.id


def committing(store: Store, number: int = 1) -> str:
    slip_id = claimed(store, number)
    with writing(store) as db:
        cross(db, slip_id, "bot", LEASE_S, NOW)
    return slip_id


def unconfirmed(store: Store) -> str:
    slip_id = committing(store)
    with writing(store) as db:
        to_unconfirmed(db, slip_id, "bot", "no answer")
    return slip_id


def status(store: Store, slip_id: str) -> Status:
    with reading(store) as db:
        return get_slip(db, slip_id).status


def entry_of(slip: Slip) -> Entry:
    return to_entry(slip, FORM)


def receipt(slip_id: str, voucher_no: str = "R08-0000001") -> Receipt:
    return Receipt(slip_id, voucher_no, NOW, {"kingaku": "10793"}, ("before.png", "after.png"))
