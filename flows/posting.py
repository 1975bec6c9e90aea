"""Posting: approved slips → registered vouchers, each exactly once (design section 6)."""

from contextlib import suppress
from typing import Any

from prefect import flow, task
from prefect.concurrency.sync import concurrency

from connectors.store import Moved, reading, writing
from connectors.store.judging import FROM_FINANCE
from connectors.store.outbox import queue
from connectors.store.postings import Posting, claim_for_posting, confirm, cross, get_posting, give_back, hold, renew
from connectors.store.receipts import is_filed
from connectors.store.slips import get_slip
from flows import words
from flows.looking import look, look_for_lost, receipt_of, same_key
from flows.wiring import World, finance_settings, finance_system, now, system_of, the_world
from slips.entry import to_entry
from slips.errors import Refused, Unavailable, Unconfirmed
from slips.model import Entry, Receipt, Search, Slip
from slips.ports import FinanceSystem
from slips.status import Status

RETRIES_AFTER_S = [2.0, 10.0, 25.0]


@flow(
    name="posting",
    flow_run_name="登録 {system}",
    description="承認済みの伝票を財務会計システムに登録し、開き直して確かめます。前の実行が残した伝票は、まず照会します。",
)
def posting(system: str) -> dict[str, int]:
    """Looks for what a dead worker left behind, then types every approved slip of one system, in one browser session."""
    world = the_world()
    # One log-in an account: a second session would throw the first one out (domain.md section 3, trap 6).
    with (
        concurrency(limit_name(system), occupy=1, strict=True, lease_duration=60),
        finance_system(world, system) as finance,
    ):
        looked_for = look_for_lost(world, system, finance)
        tried = drain(world, system, finance)
    return {"looked_for": looked_for, "tried": tried}


def limit_name(system: str) -> str:
    """Prefect's name for the limit of one log-in to this system."""
    return f"finance-{system}"


def may_retry(_task: Any, _run: Any, state: Any) -> bool:
    """Only what certainly has not happened is tried again; the store's statuses are the real guard."""
    return isinstance(state.data, Unavailable)


def drain(world: World, system: str, finance: FinanceSystem) -> int:
    """Every slip that is approved now, each tried once; what stays Unavailable stays approved, for a later run."""

    @task(
        name="post-slip",
        retries=len(RETRIES_AFTER_S),
        retry_delay_seconds=RETRIES_AFTER_S,
        retry_condition_fn=may_retry,
    )
    def post_slip(slip_id: str) -> None:
        post_one(world, finance, slip_id)

    tried: set[str] = set()
    while claimed := claim(world, system):
        again = claimed.slip_id in tried
        tried.add(claimed.slip_id)
        if not again:
            try:
                post_slip.with_options(task_run_name=f"登録 {claimed.slip_id}")(claimed.slip_id)
                continue
            except Unavailable as trouble:
                leave(world, claimed.slip_id, str(trouble))
                continue
        leave(world, claimed.slip_id, "")
        break
    return len(tried)


def claim(world: World, system: str, only: str = "") -> Posting | None:
    """The next approved slip of this system (or just `only`), leased to this worker, with the Entry that will be typed."""
    forms = [name for name, form in world.forms.items() if form.system == system]
    lease_s = finance_settings(world, system).lease_s
    with writing(world.store) as db:
        return claim_for_posting(
            db, system, forms, world.worker, lease_s, now(), lambda slip: entry_of(world, slip), only
        )


def entry_of(world: World, slip: Slip) -> Entry:
    """What will be typed for a slip, and which masters, form and worksheets it was made with."""
    form = world.forms[slip.form]
    worksheets = system_of(world, form.system).version
    return to_entry(slip, form, {"masters": world.masters.version, "form": str(form.version), "worksheets": worksheets})


def leave(world: World, slip_id: str, why: str) -> None:
    """Nothing was registered: the slip stays approved. If another worker has it by now, it is theirs."""
    with suppress(Moved), writing(world.store) as db:
        give_back(db, slip_id, world.worker, why)


def post_one(world: World, finance: FinanceSystem, slip_id: str) -> None:
    """One slip that this worker has claimed: search, type, cross, register, open again. Raises Unavailable when nothing happened."""
    with reading(world.store) as db:
        claimed, slip = get_posting(db, slip_id), get_slip(db, slip_id)
    keep_lease(world, claimed)
    if claimed.status is Status.COMMITTING:  # an earlier try came past the border: never type again
        look(world, finance, claimed, "登録の結果を確かめられませんでした。")
        return
    try:
        receipt = registered_before(world, finance, claimed, slip) or finance.post(
            claimed.entry, crossing=lambda: write_crossing(world, claimed)
        )
    except Refused as no:
        with suppress(Moved), writing(world.store) as db:  # Moved: another worker has it by now
            hold(db, slip_id, world.worker, str(no))
            queue(db, words.refused(world, slip_id))
        return
    except Unconfirmed as trouble:
        look(world, finance, claimed, str(trouble))
        return
    with writing(world.store) as db:
        confirm(db, receipt, world.worker)


def keep_lease(world: World, claimed: Posting) -> None:
    """More time; Unavailable when the slip is no longer ours, for then nothing may be typed."""
    try:
        with writing(world.store) as db:
            renew(db, claimed.slip_id, world.worker, finance_settings(world, claimed.system).lease_s, now())
    except Moved as lost:
        raise Unavailable("別の処理がこの伝票を引き継いだため、入力を中止しました。") from lost


def write_crossing(world: World, claimed: Posting) -> None:
    """`committing`, durably, before the click. Unavailable when the lease was lost: then the click must not happen."""
    try:
        with writing(world.store) as db:
            cross(db, claimed.slip_id, world.worker, finance_settings(world, claimed.system).lease_s, now())
    except Moved as lost:
        raise Unavailable("登録の直前に、別の処理がこの伝票を引き継いだため、登録を中止しました。") from lost


def registered_before(world: World, finance: FinanceSystem, claimed: Posting, slip: Slip) -> Receipt | None:
    """What the finance system already holds: our own voucher is the receipt; a colleague's that looks the same needs a person.

    Raises Refused for anything a person must look at.
    """
    ours = finance.find(same_key(world, claimed.entry))
    if ours:
        return receipt_of(world, claimed, ours)
    alike = [v.voucher_no for v in finance.find(_alike(world, claimed.entry)) if _stands(world, claimed, v.state)]
    with reading(world.store) as db:
        strange = sorted(no for no in alike if not is_filed(db, claimed.system, no))
    said = f"同じ債権者・金額・日付の伝票が、すでに登録されています（{'、'.join(strange)}）。同じ支払いでないか確かめてください。"
    if strange and not _waived(slip, said):
        raise Refused(said)
    return None


def _alike(world: World, entry: Entry) -> Search:
    drafted = entry.values.get("drafted_on", "")
    return Search(
        same_key(world, entry).fiscal_years,
        creditor_code=entry.values.get("creditor_code", ""),
        amount=int(entry.values["amount"]),
        drafted_from=drafted,
        drafted_to=drafted,
    )


def _stands(world: World, claimed: Posting, state: str) -> bool:
    return state not in finance_settings(world, claimed.system).cancelled


def _waived(slip: Slip, said: str) -> bool:
    """Has a person looked at exactly these vouchers and said that this payment is another one?"""
    known = {(f.rule, f.field) for f in slip.findings if f.rule == FROM_FINANCE and f.message == said}
    return any((w.rule, w.field) in known for w in slip.waivers)
