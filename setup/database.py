"""PostgreSQL's programs for the tests, which start a cluster of their own: no service is set up."""

from pathlib import Path

from machine import Missing, apt_install

NEEDED = ("initdb", "pg_ctl", "postgres")


def install() -> dict[str, object]:
    """Debian's own package; whether it also starts a cluster is Debian's business, the tests never talk to that one."""
    if not newest():
        apt_install("postgresql")
    folder = newest()
    if not folder:
        raise Missing("no PostgreSQL found. Install Debian's postgresql, then run this again.")
    return {"pg_bin": str(folder)}


def newest() -> Path | None:
    """The folder of the highest installed version that has all programs, in Debian's layout."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    whole = [folder for folder in folders if all((folder / name).exists() for name in NEEDED)]
    return whole[-1] if whole else None
