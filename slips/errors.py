"""Errors by what we do next (design section 5).

Trouble                the world did not do what we need; never a problem in the paper (that is a Finding)
├── Refused            the world said no: a person decides, nothing is retried
│   └── Unreadable     the file cannot be turned into pages; `reason` says which of the known ways
│       └── NotMasked  a page may show a My Number that cannot be blanked with certainty: nothing of the file is kept
├── Unavailable        the world did not answer and nothing has happened: retry
└── Unconfirmed        we may have acted: look, never type again
Misconfigured          a file of the city's own is wrong: say where, stop before anything runs
├── BadForm
├── BadMaster
└── BadWorksheet
"""


class Trouble(Exception):
    """A problem in the world. `evidence` names files (pictures, step logs) that show it."""

    def __init__(self, message: str, evidence: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.evidence = evidence


class Refused(Trouble):
    """The world said no: a person decides, nothing is retried."""


class Unreadable(Refused):
    """A file that cannot be turned into pages. reason: a key of slips.notes.REASONS, such as "empty" or "encrypted"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotMasked(Unreadable):
    """A page that cannot be kept, as a My Number on it may not be blanked. page: which one, from 1; 0: the file as a whole."""

    def __init__(self, reason: str, page: int = 0) -> None:
        super().__init__(reason)
        self.page = page


class Unavailable(Trouble):
    """The world did not answer and nothing has happened: retry."""


class Unconfirmed(Trouble):
    """We may have acted: look, never type again."""


class Misconfigured(Exception):
    """A file that the city edits is wrong; the message says which and how to mend it."""


class BadForm(Misconfigured):
    """A form's TOML cannot be used."""


class BadMaster(Misconfigured):
    """A master file cannot be used."""


class BadWorksheet(Misconfigured):
    """A worksheet cannot be used."""
