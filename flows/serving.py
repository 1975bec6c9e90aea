"""The runner: one long-lived process that serves every flow to Prefect, under names and tags an admin understands."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from prefect import serve
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron

from flows.audit import audit
from flows.digest import digest
from flows.intake import intake
from flows.posting import limit_name, posting
from flows.reading import read_scans
from flows.wiring import World, the_world
from slips.errors import Misconfigured

DEPLOYMENT = "denpyo"
AT_ONCE = 6
TOKYO = "Asia/Tokyo"


def run_forever(only: Collection[str] = ()) -> None:
    """Serves until it is told to stop, all flows or `only` these. Runs in progress are ended; the store says where each slip then stands."""
    world = the_world()
    make_limits(world)
    serve(*deployments(world, only), limit=AT_ONCE, pause_on_shutdown=False, print_starting_message=False)


def make_limits(world: World) -> None:
    """One log-in at a time for each finance system: posting asks for it strictly, so it must exist."""
    with get_client(sync_client=True) as client:
        for system in world.settings.finance:
            with suppress(ObjectAlreadyExists):  # another runner, started at the same moment, made it
                client.upsert_global_concurrency_limit_by_name(limit_name(system), limit=1)


def deployments(_world: World, only: Collection[str] = ()) -> list[Any]:
    """Each flow with its tags, and a schedule where it has one; the rest is started by the watcher when there is work."""
    every: list[Any] = [
        intake.to_deployment(DEPLOYMENT, tags=["denpyo", "受付"]),
        read_scans.to_deployment(DEPLOYMENT, tags=["denpyo", "読取"]),
        posting.to_deployment(DEPLOYMENT, tags=["denpyo", "登録"]),
        digest.to_deployment(DEPLOYMENT, tags=["denpyo", "通知"]),
        digest.to_deployment(
            f"{DEPLOYMENT}-daily",
            tags=["denpyo", "通知"],
            parameters={"daily": True},
            schedule=Cron("0 17 * * 1-5", timezone=TOKYO),
        ),
        audit.to_deployment(DEPLOYMENT, tags=["denpyo", "監査"], schedule=Cron("0 6 * * *", timezone=TOKYO)),
    ]
    if unknown := set(only) - {one.flow_name for one in every}:
        raise Misconfigured(f"there is no flow {', '.join(sorted(unknown))}")
    return [one for one in every if not only or one.flow_name in only]
