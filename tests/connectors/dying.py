"""A disk that stops for good after so many changes: what a SIGKILL or a power cut does, at a step of our choosing."""

import os
from collections.abc import Callable
from typing import Any

import pytest

STEPS = ("open", "write", "fsync", "rename", "replace", "link", "unlink", "mkdir")
"""Every call with which the inbox changes the disk."""


class Killed(BaseException):
    """SIGKILL, as far as a test in one process can have it: nothing after it runs."""


class DyingDisk:
    """Lets so many changes of the disk happen and then dies: that one does not happen, and no other after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
        self._left = steps
        for name in STEPS:
            monkeypatch.setattr(os, name, self._limited(getattr(os, name)))

    def _limited(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def limited(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            if self._left < 0:
                raise Killed
            return call(*args, **kwargs)

        return limited
