"""A reader does not grow with the pages it has read. Measured in processes of their own, so that nothing else counts."""

import subprocess
import sys

from tests.test_layers import ROOT

MEASURE = """
def rss_mib():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024
"""
FREED = """
from ocr.heap import give_back
blocks = [bytearray(100_000) for _ in range(3000)]
for block in blocks: block[::4096] = bytes(len(block[::4096]))
kept = blocks[::50]
del blocks, block
held = rss_mib()
give_back()
print(held - rss_mib())
"""
WIDTHS = """
import numpy as np
from ocr.easy import EasyOcr
from ocr.heap import give_back
from slips.model import Crop
reader, rng = EasyOcr(), np.random.default_rng(0)
ink = rng.integers(0, 255, (64, 900, 3)).astype(np.uint8)
def read(times):
    for _ in range(times):
        wide = int(rng.integers(50, 900))
        reader.lines([Crop("", ink[:, :wide], (0, 0, 1, 1), "tight", "digits")] * int(rng.integers(1, 6)))
    give_back()
    return rss_mib()
first = read(15)
print(read(90) - first)
"""


def told(program: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE + program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def test_what_was_freed_in_pieces_goes_back_to_the_machine() -> None:
    assert told(FREED) > 100


def test_crops_of_ever_new_widths_take_no_more_memory() -> None:
    assert told(WIDTHS) < 40
