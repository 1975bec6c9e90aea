"""What the paper tests share: the world of the real masters, and samples in a folder of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from practice.paper.made_up import World
from practice.paper.masters import read_masters
from practice.paper.sample import Sample, draw_sample

MASTERS = Path("config/masters")


@pytest.fixture(scope="session")
def world() -> World:
    return World(read_masters(MASTERS))


@pytest.fixture
def draw(tmp_path: Path) -> Callable[..., Sample]:
    """draw_sample into this test's own folder."""
    return lambda *args: draw_sample(*args, out=tmp_path)
