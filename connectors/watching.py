"""When to look at the inbox: at once, then whenever the disk says that something was dropped, and in any case by the clock."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from connectors.names import is_passing


def wakes(root: Path, poll_s: float, stop: Event) -> Iterator[None]:
    """Yield each time a sweep of the inbox is due, until `stop` is set.

    The clock is the base: network shares send no events, and watchfiles' own polling would look at every answered file
    again and again. Events only make a sweep come early. Where the system offers none, the clock is all.
    """
    if stop.is_set():
        return
    yield
    try:
        yield from _events(root, poll_s, stop)
    except OSError:  # the folder is not there (a share that is not mounted), or no watch is left to be had
        while not stop.wait(poll_s):
            yield


def _events(root: Path, poll_s: float, stop: Event) -> Iterator[None]:
    def dropped(_change: Change, untrusted_path: str) -> bool:
        """Only what lies directly on a desk: our own moves into done/ must not wake us."""
        parts = Path(untrusted_path).parts[len(watched.parts) :]
        return len(parts) == 2 and not is_passing(parts[1])

    watched = root.resolve(strict=True)
    changes = watch(
        watched,
        watch_filter=dropped,
        rust_timeout=int(poll_s * 1000),
        yield_on_timeout=True,
        stop_event=stop,
        debounce=400,
        step=50,
    )
    for _ in changes:
        if not stop.is_set():
            yield
