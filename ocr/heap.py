"""What reading a page has freed goes back to the machine: glibc keeps it, in pieces, and a reader would grow with every page."""

import ctypes
from functools import cache
from typing import Any


def give_back() -> None:
    """Some milliseconds; nothing where the C library is not glibc."""
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
