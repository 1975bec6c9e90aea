from dataclasses import replace
from datetime import date
from itertools import product

from slips.check import Facts
from slips.entry import claims_of, differing, key_of, to_entry
from slips.model import Finding, Slip, Voucher, Waiver
from slips.settle import with_person
from slips.standing import is_untouched, judged, open_fields, open_findings, status_for
from slips.status import ENDED, MOVES, Status, may_move
from tests.slips.paper import RIGHT, form, masters, page, slip

FACTS = Facts(date(2026, 11, 20))


def standing(rapid: dict[str, str], easy: dict[str, str] | None = None, doubt: str = "") -> Slip:
    return judged(slip(page(rapid, easy, doubt), form()), form(), masters(), FACTS)


def test_a_slip_proved_through_and_through_is_ready_and_untouched() -> None:
    proved = standing(RIGHT)
    assert open_fields(proved) == ()
    assert status_for(proved) is Status.READY
    assert is_untouched(proved)


def test_one_unsettled_field_holds_the_slip_and_is_all_a_person_is_asked() -> None:
    held = standing(RIGHT, {**RIGHT, "delivered_on": "令和8年11月6日"})
    assert open_fields(held) == ("delivered_on",)
    assert status_for(held) is Status.HELD


def test_a_person_makes_it_ready_but_never_untouched() -> None:
    held = standing(RIGHT, {**RIGHT, "delivered_on": "令和8年11月6日"})
    values = with_person(form(), held.values, {"delivered_on": "2026-11-05"}, "clerk")
    mended = judged(replace(held, values=values), form(), masters(), FACTS)
    assert status_for(mended) is Status.READY
    assert not is_untouched(mended)


def test_a_block_cannot_be_waived_and_a_hold_can() -> None:
    slip_ = replace(standing(RIGHT), findings=(Finding("sums", "amount", "B", ""), Finding("tax", "tax_10", "H", "")))
    waived = replace(slip_, waivers=(Waiver("sums", "amount", "chief", "x"), Waiver("tax", "tax_10", "chief", "x")))
    assert [f.rule for f in open_findings(waived)] == ["sums"]


def test_a_page_in_doubt_is_held_whole() -> None:
    assert len(open_fields(standing(RIGHT, doubt="位置合わせ不良"))) == len(form().fields)


def test_the_key_depends_on_scan_and_page_alone() -> None:
    keys = {key_of("D", scan, page_no) for scan, page_no in product(("a", "b"), (1, 2))}
    assert len(keys) == 4
    assert all(len(k) == 12 and k.startswith("D") and k.isascii() and k.isalnum() and k.upper() == k for k in keys)
    assert key_of("D", "a", 1) == key_of("D", "a", 1)


def test_the_entry_holds_what_the_form_maps_in_safe_characters() -> None:
    made = standing({**RIGHT, "description": "9〜10月分"})
    entry = to_entry(made, form())
    assert entry.key == made.id
    assert entry.values == {"amount": "5500", "creditor_code": "00010001", "description": "9～10月分"}


def test_a_voucher_is_compared_field_by_field() -> None:
    entry = to_entry(standing(RIGHT), form())
    assert differing(entry, Voucher("R08-1", "起票済", {**entry.values, "description": "教材 用紙"})) == ()
    assert differing(entry, Voucher("R08-1", "起票済", {**entry.values, "amount": "5501"})) == ("amount",)
    assert differing(entry, Voucher("R08-1", "起票済", {})) == ("amount", "creditor_code", "description")


def test_claims_name_what_only_one_slip_may_pay() -> None:
    made = standing(RIGHT)
    assert claims_of(made) == ()
    extra = {
        n: replace(made.values["amount"], text=t)
        for n, t in (("invoice_no", "A-1"), ("school_code", "101"), ("slip_no", "7"))
    }
    assert claims_of(replace(made, values={**made.values, **extra})) == (
        ("invoice", "00010001/A-1"),
        ("slip_no", "2026/101/7"),
    )


def test_after_the_click_nothing_leads_back_but_looking() -> None:
    assert MOVES[Status.COMMITTING] == {Status.POSTED, Status.UNCONFIRMED, Status.APPROVED}
    assert not any(may_move(Status.UNCONFIRMED, s) for s in (Status.HELD, Status.READY, Status.REJECTED))
    assert all(s in MOVES for s in Status)
    assert all(not MOVES[s] or s is Status.POSTED for s in ENDED)
