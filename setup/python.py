"""The virtual environment and what the lock puts into it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from machine import ROOT, Missing, apt_install, run

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"


def create() -> dict[str, object]:
    """Makes .venv with the Python that runs this; Debian keeps venv in a package of its own."""
    try:
        run([sys.executable, "-m", "venv", VENV], "python")
    except Missing:
        apt_install(f"python3.{sys.version_info.minor}-venv")
        run([sys.executable, "-m", "venv", "--clear", VENV], "python")
    return {"python": str(PYTHON)}


def fill() -> dict[str, object]:
    """Installs the lock, torch before everything else, then Denpyo itself as an editable package."""
    install_torch(torch_in(LOCK))
    pip("install", "--requirement", str(LOCK))
    pip("install", "--no-build-isolation", "--no-deps", "--editable", ".")
    pip("check")
    return {"denpyo": str(VENV / "bin" / "denpyo")}


def torch_in(requirements: Path) -> str:
    found = re.search(r"^torch==([\d.]+)", requirements.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise Missing(f"{requirements.name} does not pin torch")
    return found[1]


def install_torch(version: str, python: Path = PYTHON) -> None:
    """The CPU build where one is offered: the build with CUDA takes 5.8 GB instead of 1.4 and reads no faster here."""
    index = os.environ.get("DENPYO_TORCH_INDEX")
    if index:
        pip("install", f"torch=={version}", "--extra-index-url", index, python=python)
        return
    try:
        pip("install", f"torch=={version}+cpu", python=python)
    except Missing:
        print(
            f"    no CPU build of torch {version} in your registry: taking its default build, which is large.\n"
            "    (DENPYO_TORCH_INDEX=<address of PyTorch's CPU wheels> make setup takes the small one.)",
            flush=True,
        )
        pip("install", f"torch=={version}", python=python)


def pip(*arguments: str, python: Path = PYTHON) -> None:
    run([python, "-m", "pip", "--no-input", "--disable-pip-version-check", *arguments], "pip")


def frozen(python: Path) -> list[str]:
    """Every package in the environment as NAME==VERSION, without local version labels such as +cpu."""
    command = [str(python), "-m", "pip", "freeze", "--all", "--exclude-editable", "--exclude", "pip"]
    listed = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
    return [line.split("+", 1)[0] for line in listed.splitlines()]
