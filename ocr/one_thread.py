"""How OpenVINO runs every model of ours: on one thread a reader, wherever the machine has a core free."""

ONE_THREAD = {
    "INFERENCE_NUM_THREADS": 1,
    "PERFORMANCE_HINT": "LATENCY",
    "ENABLE_CPU_PINNING": "NO",  # else the threads of all readers of a machine sit on its first core, and the others idle
}
