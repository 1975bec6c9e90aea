"""What the store says no with. All are Refused: nothing is retried, nothing was changed."""

from slips.errors import Refused


class Moved(Refused):
    """Someone else was faster: the slip, scan or lease is no longer where the caller believed it to be."""


class NotKnown(Refused):
    """There is no row with this id."""


class NotAllowed(Refused):
    """A rule of the house forbids this decision. reason: a Japanese sentence for the person who asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
