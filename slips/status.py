"""Where a slip stands, and the only moves there are (design section 6)."""

from enum import StrEnum


class Status(StrEnum):
    READ = "read"
    HELD = "held"
    READY = "ready"
    APPROVED = "approved"
    POSTING = "posting"
    COMMITTING = "committing"
    POSTED = "posted"
    UNCONFIRMED = "unconfirmed"
    REJECTED = "rejected"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


MOVES: dict[Status, frozenset[Status]] = {
    Status.READ: frozenset({Status.HELD, Status.READY}),
    Status.HELD: frozenset({Status.READY, Status.REJECTED}),
    Status.READY: frozenset({Status.HELD, Status.APPROVED, Status.REJECTED}),
    # A change of any value makes an approval void.
    Status.APPROVED: frozenset({Status.POSTING, Status.HELD, Status.READY}),
    # Found under its key before typing: posted. Nothing happened: approved. The world said no: held.
    Status.POSTING: frozenset({Status.COMMITTING, Status.POSTED, Status.APPROVED, Status.HELD}),
    # After the click only looking decides; back to approved only where the city allows typing again.
    Status.COMMITTING: frozenset({Status.POSTED, Status.UNCONFIRMED, Status.APPROVED}),
    Status.UNCONFIRMED: frozenset({Status.POSTED, Status.APPROVED}),
    Status.POSTED: frozenset({Status.RETURNED, Status.CANCELLED, Status.SUPERSEDED}),
    Status.REJECTED: frozenset(),
    Status.RETURNED: frozenset({Status.CANCELLED, Status.SUPERSEDED}),
    Status.CANCELLED: frozenset(),
    Status.SUPERSEDED: frozenset(),
}

ENDED = frozenset({Status.POSTED, Status.REJECTED, Status.CANCELLED, Status.SUPERSEDED})
OPEN_TO_CORRECTION = frozenset({Status.HELD, Status.READY, Status.APPROVED})


def may_move(old: Status, new: Status) -> bool:
    """Is old → new a move that exists?"""
    return new in MOVES[old]
