"""The vault on a real disk: unchanged, once, whole or not at all."""

import errno
import hashlib
import os
import stat
import subprocess
import sys
import textwrap
import time
from itertools import count
from pathlib import Path

import pytest

from connectors.vault import Kind, Vault
from slips.errors import Unavailable, Unreadable
from tests.connectors.dying import DyingDisk, Killed

PAPER = b"%PDF-1.7 a slip"
SHA256 = hashlib.sha256(PAPER).hexdigest()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan0001.pdf"
    path.write_bytes(PAPER)
    return path


def files_under(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_an_original_is_kept_under_its_own_checksum_and_read_only(vault: Vault, scan: Path) -> None:
    assert vault.keep(scan) == (SHA256, len(PAPER))
    assert vault.path(SHA256).read_bytes() == PAPER
    assert stat.S_IMODE(vault.path(SHA256).stat().st_mode) & 0o222 == 0
    assert scan.read_bytes() == PAPER


def test_bytes_and_file_are_the_same_original(vault: Vault, scan: Path) -> None:
    assert vault.keep(PAPER) == vault.keep(scan)


def test_the_same_bytes_twice_are_one_original_which_is_not_written_again(vault: Vault, scan: Path) -> None:
    vault.keep(scan)
    before = vault.path(SHA256).stat()
    vault.keep(scan)
    after = vault.path(SHA256).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_file_larger_than_one_chunk_is_kept_whole(vault: Vault, scan: Path) -> None:
    scan.write_bytes(os.urandom(1 << 20) * 3 + b"end")
    kept = vault.keep(scan)
    assert kept.size_bytes == (3 << 20) + 3
    assert vault.verify(kept.id)


def test_an_empty_file_is_an_original_too(vault: Vault) -> None:
    kept = vault.keep(b"")
    assert kept.size_bytes == 0
    assert vault.verify(kept.id)


def test_a_changed_original_is_found_out_and_mended_when_the_paper_comes_again(vault: Vault, scan: Path) -> None:
    vault.keep(scan)
    assert vault.verify(SHA256)
    vault.path(SHA256).chmod(0o644)
    vault.path(SHA256).write_bytes(b"tampered")
    assert not vault.verify(SHA256)
    vault.keep(scan)
    assert vault.verify(SHA256)


def test_an_original_that_is_not_there_does_not_verify(vault: Vault) -> None:
    assert not vault.verify("0" * 64)


@pytest.mark.parametrize("scan_id", ["", "abc", "../" * 21 + "x", "A" * 64, SHA256 + "\n"])
def test_only_a_checksum_is_the_name_of_an_original(vault: Vault, scan_id: str) -> None:
    with pytest.raises(ValueError, match="64"):
        vault.path(scan_id)


def test_a_link_is_not_followed_into_the_vault(vault: Vault, scan: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.pdf"
    link.symlink_to(scan)
    with pytest.raises(Unreadable, match="unreadable"):
        vault.keep(link)


def test_a_folder_or_a_pipe_is_no_paper(vault: Vault, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(Unreadable, match="unreadable"):
            vault.keep(path)


def test_a_file_without_permission_is_unreadable(
    vault: Vault, scan: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened = os.open

    def refuse(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if path == scan:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(Unreadable, match="unreadable"):
        vault.keep(scan)
    assert files_under(tmp_path / "vault") == []


def test_a_file_that_is_gone_can_be_tried_again(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="見つかりません"):
        vault.keep(tmp_path / "gone.pdf")


def test_a_file_that_grows_while_it_is_read_is_not_kept(
    vault: Vault, scan: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write = os.write

    def write_and_scan_on(fd: int, data: bytes) -> int:
        with scan.open("ab") as file:
            file.write(b"another page")
        return write(fd, data)

    monkeypatch.setattr(os, "write", write_and_scan_on)
    with pytest.raises(Unavailable, match="書き込み中"):
        vault.keep(scan)
    assert files_under(tmp_path / "vault") == []


def test_pages_are_drawn_again_in_their_place(vault: Vault) -> None:
    assert vault.keep_bytes("pages", f"{SHA256}/1.jpg", b"first") == f"pages/{SHA256}/1.jpg"
    assert vault.keep_bytes("pages", f"{SHA256}/1.jpg", b"better") == f"pages/{SHA256}/1.jpg"
    assert vault.file(f"pages/{SHA256}/1.jpg").read_bytes() == b"better"


def test_evidence_is_never_overwritten(vault: Vault) -> None:
    names = [
        vault.keep_bytes("evidence", "DNP-1/before.png", data) for data in (b"first", b"second", b"first", b"third")
    ]
    assert names == [f"evidence/DNP-1/before{ending}.png" for ending in ("", "-2", "", "-3")]
    assert [vault.file(name).read_bytes() for name in names] == [b"first", b"second", b"first", b"third"]
    assert len(files_under(vault.file("evidence/DNP-1"))) == 3


@pytest.mark.parametrize(
    "name",
    [
        "../originals/x",
        "a/../../x",
        "/etc/passwd",
        "a//b",
        "",
        ".",
        "a/.hidden",
        "a\\b/../c",
        "a/b\0c",
        "a/b\n",
        "あ/1.jpg",
        "x" * 101,
    ],
)
def test_no_name_leads_out_of_its_folder(vault: Vault, name: str) -> None:
    kinds: tuple[Kind, ...] = ("pages", "evidence")
    for kind in kinds:
        with pytest.raises(ValueError, match="vault name"):
            vault.keep_bytes(kind, name, b"data")
        with pytest.raises(ValueError, match="vault name"):
            vault.file(f"{kind}/{name}")


def test_originals_are_not_reached_by_a_name(vault: Vault) -> None:
    with pytest.raises(ValueError, match="vault name"):
        vault.file(f"originals/{SHA256[:2]}/{SHA256}")


def test_what_a_crash_left_unfinished_is_removed_after_a_day(vault: Vault, tmp_path: Path) -> None:
    vault.keep(PAPER)
    incoming = tmp_path / "vault" / ".incoming"
    for name, age_s in (("stale", 25 * 3600), ("writing", 60)):
        (incoming / name).write_bytes(b"half")
        os.utime(incoming / name, (time.time() - age_s, time.time() - age_s))
    Vault(tmp_path / "vault")
    assert [path.name for path in incoming.iterdir()] == ["writing"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failing_disk_is_unavailable_and_leaves_nothing_behind(
    vault: Vault, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, call: str
) -> None:
    def fail(*_args: object) -> None:
        raise OSError(code, "the disk fails")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        with pytest.raises(Unavailable, match="保管庫"):
            vault.keep(scan)
        with pytest.raises(Unavailable, match="保管庫"):
            vault.keep_bytes("pages", "x/1.jpg", b"page")
    assert files_under(tmp_path / "vault") == []
    assert scan.read_bytes() == PAPER
    vault.keep(scan)


def test_a_disk_that_takes_only_a_part_of_each_write_gets_it_all(
    vault: Vault, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:3]))
    vault.keep(scan)
    assert vault.verify(SHA256)


def test_killed_at_any_step_an_original_is_whole_or_not_there(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for steps in count():
        paper = f"paper {steps}".encode()
        scan_id = hashlib.sha256(paper).hexdigest()
        died = False
        with monkeypatch.context() as patched:
            DyingDisk(patched, steps)
            try:
                vault.keep(paper)
            except Killed:
                died = True
        assert vault.verify(scan_id) or not vault.path(scan_id).exists()
        assert vault.keep(paper).id == scan_id
        assert vault.verify(scan_id)
        if not died:
            break
    assert steps > 5


def run_python(code: str, *arguments: str, before: list[str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [*(before or []), sys.executable, "-c", textwrap.dedent(code), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


FILL_UP = """
    import sys
    from pathlib import Path
    from connectors.vault import Vault
    from slips.errors import Unavailable

    root = Path(sys.argv[1])
    vault = Vault(root)
    small = vault.keep(b"fits")
    try:
        vault.keep(b"x" * 1_000_000)
    except Unavailable as error:
        print(error)
    assert vault.verify(small.id)
    assert [path.name for path in root.rglob("*") if path.is_file()] == [small.id]
    print("whole")
"""


def test_on_a_disk_of_64_kib_a_large_scan_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    """A real full disk: a tiny file system in a mount name space of our own, gone with the process."""
    mount = f'mount -t tmpfs -o size=64k none {tmp_path} && exec "$@"'
    done = run_python(FILL_UP, str(tmp_path), before=["unshare", "-rm", "sh", "-c", mount, "sh"])
    if "unshare" in done.stderr or "mount" in done.stderr:  # not allowed in this container: limit the file size instead
        limit = 65_536
        done = run_python(
            f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n{textwrap.dedent(FILL_UP)}",
            str(tmp_path),
        )
    assert done.stdout.endswith("whole\n"), done.stderr
    assert "保管庫：ディスクに空きがありません" in done.stdout or "上限" in done.stdout
