"""What a process holds in memory stays there: no core file when it dies, no other process of the same user may look into it."""

import ctypes
import resource

PR_SET_DUMPABLE = 4


def keep_out_of_dumps() -> None:
    """From now on this process leaves no core dump, neither as a file nor to a program that collects them (core(5), prctl(2)).

    Children that run another program begin anew and say so for themselves. Raises OSError where the kernel refuses.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the process cannot be kept out of core dumps")
