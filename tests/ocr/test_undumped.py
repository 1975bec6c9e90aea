"""A process that holds what must not be kept leaves no core dump."""

import subprocess
import sys

PR_GET_DUMPABLE = 3
ASKED = f"""
import ctypes, resource
from ocr.undumped import keep_out_of_dumps
libc = ctypes.CDLL(None)
before = libc.prctl({PR_GET_DUMPABLE}, 0, 0, 0, 0)
keep_out_of_dumps()
print(before, libc.prctl({PR_GET_DUMPABLE}, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_a_process_kept_out_of_dumps_is_dumped_neither_to_a_file_nor_to_a_program() -> None:
    told = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["1", "0", "0", "0"]
