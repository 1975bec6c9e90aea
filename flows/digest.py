"""Digest: notices out of the outbox, and once a day where everything stands."""

from prefect import flow

from connectors.store import writing
from connectors.store.outbox import due, failed, queue, sent
from connectors.store.slips import count_by_status
from flows import words
from flows.wiring import World, notify, now, the_world
from slips.errors import Unavailable
from slips.ports import Notify
from slips.status import Status

SAID = {
    Status.HELD: "保留（確認待ち）",
    Status.READY: "承認待ち",
    Status.APPROVED: "登録待ち",
    Status.UNCONFIRMED: "登録結果不明",
    Status.POSTED: "登録済（累計）",
}


@flow(
    name="digest",
    flow_run_name="通知",
    description="たまっている通知を送ります。送れなかった通知は残し、後でまた送ります。",
)
def digest(daily: bool = False) -> dict[str, int]:
    """Sends what is due. daily: first adds the day's summary, once a day."""
    world = the_world()
    if daily:
        add_summary(world)
    return {"sent": send_due(world, notify(world))}


def add_summary(world: World) -> None:
    """Queues today's summary; a second call on the same day does nothing."""
    with writing(world.store) as db:
        counts = count_by_status(db)
        told = {word: counts[status] for status, word in SAID.items()}
        queue(db, words.day_so_far(world, told), once=f"digest {world.settings.today()}")


def send_due(world: World, send: Notify) -> int:
    """Sends every notice that is due; one that fails is kept and retried, and stops no other. Returns how many went out."""
    with writing(world.store) as db:
        waiting = due(db, now())
    gone = 0
    for one in waiting:
        try:
            send(one.notice)
        except Unavailable as trouble:
            with writing(world.store) as db:
                failed(db, one.id, str(trouble), now())
        else:
            gone += 1
            with writing(world.store) as db:
                sent(db, one.id, now())
    return gone
