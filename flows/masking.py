"""Masking: files of desks that handle My Numbers are kept only as masked copies, beside a keyed hash of the original.

The original is read into memory and never written anywhere; it stays in its own folder until the masked copy is durable and the
clerk has the answer. What cannot be masked with certainty goes back as it came.
"""

import functools
import hmac
import logging

from connectors.store import reading
from connectors.store.scans import scan_of_original
from connectors.vault import read_whole
from flows.wiring import World, known_forms, now
from ocr.mask import masked, tiff_of
from ocr.pages import Limits, iter_pages
from ocr.rapid import RapidOcr
from ocr.undumped import keep_out_of_dumps
from slips.errors import Misconfigured, NotMasked, Trouble
from slips.model import Scan
from slips.my_number import named
from slips.ports import Arrival

LIMITS = Limits(size_bytes=100_000_000, pages=50)
"""Less than elsewhere: original and copy lie in memory."""

log = logging.getLogger(__name__)


def masked_scan(world: World, arrival: Arrival) -> Scan:
    """The scan of an arrived file, its masked copy durable in the vault; an original that came before gives the same scan.

    Raises NotMasked (nothing of the file is kept), Unreadable, Unavailable, Misconfigured.
    """
    keep_out_of_dumps()
    key = world.settings.masking.key()
    if named(arrival.untrusted_name):
        raise NotMasked("mask_name")  # names are stored, logged and shown
    content = read_whole(arrival.path, LIMITS.size_bytes)
    original_hmac = keyed_hash(key, content)
    with reading(world.store) as db:
        before = scan_of_original(db, original_hmac)
    if before:
        return before
    kept = world.vault.keep(_copy_of(world, content, original_hmac))
    return Scan(kept.id, arrival.desk, arrival.untrusted_name, kept.size_bytes, now(), original_hmac)


def keyed_hash(key: bytes, content: bytes) -> str:
    """HMAC-SHA256 of an original, hex; as `openssl dgst -sha256 -hmac KEY FILE` prints it."""
    return hmac.new(key, content, "sha256").hexdigest()


def _copy_of(world: World, content: bytes, original_hmac: str) -> bytes:
    """The masked pages in one file, which names the original's keyed hash: two originals never share a copy."""
    known, reader = known_forms(world), first_reader()
    try:
        pages = (masked(page, known, reader) for page in iter_pages(content, LIMITS))
        return tiff_of(pages, f"masked copy; HMAC-SHA256 of the original: {original_hmac}")
    except (Trouble, Misconfigured):
        raise
    except Exception as trouble:  # noqa: BLE001 - its message or its traceback could say what stands on the page
        log.error("masking a file failed (%s)", type(trouble).__name__)  # noqa: TRY400 - for the same reason
        failed = NotMasked("mask_failed")
    raise failed


@functools.cache
def first_reader() -> RapidOcr:
    """The reader of labels and stray numbers; the second reader is not needed here."""
    return RapidOcr()
