"""The whole story, every process real, with one of them killed at three random moments: the same end state."""

import os
from pathlib import Path

import pytest

from config import load_settings
from flows.audit import find_problems
from flows.bench_flow import killed_demo
from flows.wiring import open_world

SHORT = 6


@pytest.mark.timeout(900)
def test_a_demo_whose_processes_are_killed_ends_as_if_nothing_had_been(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    seed = int.from_bytes(os.urandom(4), "big")
    code, kills = killed_demo(home, kills=3, samples=SHORT, seed=seed, environment={}, limit_s=600)
    log = (home / "demo.log").read_text(encoding="utf-8", errors="replace")
    assert len(kills) == 3
    assert code == 0, f"seed {seed}, killed {kills}\n{log[-4000:]}"
    assert "each once, every value right" in log
    assert find_problems(open_world(load_settings(data=home))) == []
