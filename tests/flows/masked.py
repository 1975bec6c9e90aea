"""Desks that handle My Numbers, in tests: files dropped on them, and looking for what must be nowhere."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from connectors.store import reading
from connectors.store.scans import all_scan_ids
from flows.reading import claim_next, read_one
from flows.wiring import World
from tests.forms.number_notice import WIDTH_MM, comb_rect

KEY = "test-key-of-the-masking-desk-0123456789"
CHILD, GUARDIAN, STRAY = "123456789018", "987654321093", "246813579013"
DESK = "nursery"
DPI = 200


def as_file(pages: list[Image.Image], kind: str = "PDF") -> bytes:
    out = BytesIO()
    more = {"quality": 95, "resolution": DPI} if kind == "PDF" else {"dpi": (DPI, DPI)}
    many = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(out, kind, **more, **many)
    return out.getvalue()


def drop(world: World, name: str, content: bytes, desk: str = DESK) -> Path:
    folder = world.settings.inbox.folder / desk
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


def read_all(world: World) -> None:
    while scan_id := claim_next(world):
        read_one(world, scan_id)


def the_scan(world: World) -> str:
    with reading(world.store) as db:
        (scan,) = all_scan_ids(db)
    return str(scan)


def has_ink(image: np.ndarray, name: str) -> bool:
    """Whether anything stands in the boxes of a My Number field on a straight page."""
    x0, y0, x1, y1 = (round(v * image.shape[1] / WIDTH_MM) for v in comb_rect(name))
    return bool(image[y0:y1, x0:x1].min() < 200)


def writings(number: str) -> list[bytes]:
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    groups = [number[i : i + 4] for i in (0, 4, 8)]
    texts = [number, wide, " ".join(groups), "-".join(groups)]
    return [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "utf-16-be", "cp932")]


def where_it_shows(root: Path, original: bytes) -> list[str]:
    """Files below root in which a number stands as text, or which hold the original as it came."""
    files = [path for path in root.rglob("*") if path.is_file()]
    told = [text for number in (CHILD, GUARDIAN, STRAY) for text in writings(number)]
    return [p.name for p in files if (c := p.read_bytes()) == original or any(text in c for text in told)]


def nothing_is_kept(world: World) -> bool:
    with reading(world.store) as db:
        scans = all_scan_ids(db)
    kept = [path for path in world.vault.root.rglob("*") if path.is_file()]
    return not scans and not kept
