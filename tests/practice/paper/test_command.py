"""The command line, as a person or a script calls it."""

import subprocess
import sys
from pathlib import Path


def test_the_command_writes_samples_with_their_truth(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "practice.paper",
        "--form",
        "school-slip",
        "--seed",
        "5",
        "--profile",
        "clean200",
        "--type",
        "jpg",
    ]
    done = subprocess.run(
        [*command, "--count", "2", "--out", str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert len(done.stdout.splitlines()) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "school-slip-0005-clean200.jpg",
        "school-slip-0005-clean200.jpg.truth.json",
        "school-slip-0006-clean200.jpg",
        "school-slip-0006-clean200.jpg.truth.json",
    ]


def test_the_command_names_the_faults_it_knows(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "practice.paper",
        "--form",
        "school-slip",
        "--seed",
        "5",
        "--profile",
        "noise",
        "--fault",
        "no_such_fault",
    ]
    done = subprocess.run([*command, "--out", str(tmp_path)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "sum_mismatch" in done.stderr


def test_the_command_says_which_faults_a_paper_has(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "practice.paper", "--form", "invoice", "--seed", "5", "--profile", "noise"]
    command += ["--fault", "over_balance", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr == (
        "invoice has no fault 'over_balance'; it has sum_mismatch, struck_amount, struck_line, hidden_amount\n"
    )
    assert not list(tmp_path.iterdir())
