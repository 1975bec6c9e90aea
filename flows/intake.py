"""Intake: dropped files into the vault, and an answer to every one of them.

A file is in the vault, with its row, before anything else happens to it; it stays in its claim folder until its answer is
written. So a machine that stops at any point finds the file again at the next sweep and goes on where it stopped. Of desks that
handle My Numbers only a masked copy is kept (flows.masking), and the file itself is removed when it is answered.
"""

from collections.abc import Callable

from prefect import flow

from connectors.alone import alone_with
from connectors.store import Store, reading, writing
from connectors.store.history import append
from connectors.store.outbox import queue
from connectors.store.scans import Arrived, Progress, add_arrival, add_scan, answered, arrivals_to_answer
from connectors.store.slips import get_slip
from flows import words
from flows.masking import masked_scan
from flows.wiring import World, now, the_world
from slips.errors import NotMasked, Unreadable
from slips.model import Scan, Slip
from slips.notes import MASKED, not_masked_text, reason_text
from slips.ports import Arrival


@flow(name="intake", flow_run_name="受付", description="受付フォルダーのファイルを保管し、結果を返します。")
def intake() -> dict[str, int]:
    """One sweep: takes what has arrived, answers what has been read."""
    world = the_world()
    return {"taken": take_files(world), "answered": answer_files(world)}


def take_files(world: World) -> int:
    """Every file that has stopped growing → vault and store. Returns how many are new to the store."""
    if world.settings.masking.desks:
        world.settings.masking.key()  # a missing key is said before anything is claimed
    return sum(_taken(world, arrival) for arrival in world.inbox.waiting())


def _taken(world: World, arrival: Arrival) -> bool:
    if not world.settings.masking.covers(arrival.desk):
        return _noted(world, arrival, _kept)
    with alone_with(arrival.path) as alone:
        return alone and _noted(world, arrival, masked_scan)


def _kept(world: World, arrival: Arrival) -> Scan:
    kept = world.vault.keep(arrival.path)
    return Scan(kept.id, arrival.desk, arrival.untrusted_name, kept.size_bytes, now())


def _noted(world: World, arrival: Arrival, keep: Callable[[World, Arrival], Scan]) -> bool:
    try:
        scan = keep(world, arrival)
    except NotMasked as refused:
        _given_back(world, arrival, refused)
        return False
    except Unreadable as refused:
        world.inbox.aside(arrival, reason_text(refused.reason))
        with writing(world.store) as db:
            append(db, "set aside", "intake", data={"desk": arrival.desk, "reason": refused.reason})
        return False
    with writing(world.store) as db:
        add_scan(db, scan)
        return add_arrival(db, Arrived(arrival.path.name, scan.id, arrival.desk, arrival.untrusted_name, now()))


def _given_back(world: World, arrival: Arrival, refused: NotMasked) -> None:
    """A file that cannot be masked: its clerk has it again, with the reason; we have nothing of it, not even its name."""
    text = not_masked_text(refused.reason, refused.page)
    world.inbox.aside(arrival, text)
    data = {"desk": arrival.desk, "reason": refused.reason, "page": refused.page}
    with writing(world.store) as db:
        append(db, "set aside", "intake", data=data)
        queue(db, words.given_back(world, arrival.desk, text))


def answer_files(world: World) -> int:
    """Writes the clerk's note for every file whose scan has ended; a note is written once even if we die in between."""
    with reading(world.store) as db:
        open_ones = arrivals_to_answer(db)
    claimed = {arrival.path.name: arrival for arrival in world.inbox.claimed()} if open_ones else {}
    for arrived, progress in open_ones:
        arrival = claimed.get(arrived.id)
        if arrival:
            _answer(world, arrival, arrived, progress)
        # A claimed file that is gone was answered by a run that died before it could say so.
        with writing(world.store) as db:
            answered(db, arrived.id, now())
    return len(open_ones)


def _answer(world: World, arrival: Arrival, arrived: Arrived, progress: Progress) -> None:
    if progress.reason:
        world.inbox.aside(arrival, reason_text(progress.reason))
    else:
        note = note_for(world, arrived, progress)
        # Nothing is removed before its copy was looked at once more.
        masked = bool(progress.scan.original_hmac) and world.vault.verify(progress.scan.id)
        world.inbox.done(arrival, f"{MASKED}\n{note}" if masked else note, keep=not masked)


def note_for(world: World, arrived: Arrived, progress: Progress) -> str:
    """What the clerk reads in done/: what the file was taken for, its numbers, where to look."""
    lines = []
    if arrived.repeated:
        lines.append(
            "同じ内容のファイルを、すでに受け付けています。二重には登録しません。前回の受付の結果は次のとおりです。"
        )
    lines += [_line(world, slip) for slip in _slips(world.store, progress.slip_ids)]
    lines += [f"{page}ページ目：白紙のため、処理しませんでした。" for page in progress.blank_pages]
    lines.append(f"進み具合と、確かめが必要な項目は、次の画面でご覧ください： {world.settings.desk.public_url}/")
    return "\n".join(lines)


def _slips(store: Store, slip_ids: tuple[str, ...]) -> list[Slip]:
    with reading(store) as db:
        return [get_slip(db, slip_id) for slip_id in slip_ids]


def _line(world: World, slip: Slip) -> str:
    form = world.form_of(slip)
    title = form.title if form else "様式を判別できないページ（職員が確認します）"
    return f"{slip.page}ページ目：{title} キー {slip.id} {world.link(slip.id)}"
