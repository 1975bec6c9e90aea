import os
import shutil
from pathlib import Path

from flows.service import current_masters, desk_names


def test_the_desk_sees_a_changed_master_at_once_and_reads_an_unchanged_one_no_second_time(
    tmp_path: Path, masters_folder: Path
) -> None:
    folder = Path(shutil.copytree(masters_folder, tmp_path / "masters"))
    first = current_masters(folder)
    assert current_masters(folder) is first
    schools = folder / "schools.csv"
    schools.write_text(schools.read_text(encoding="utf-8") + "999,新設小学校,小学校,5101\n", encoding="utf-8")
    os.utime(schools, ns=(1, 1))
    assert "999" in current_masters(folder).schools


def test_every_folder_of_the_inbox_is_a_desk(tmp_path: Path) -> None:
    for name in ("gakko-2", "gakko-1", ".claimed"):
        (tmp_path / name).mkdir()
    assert desk_names(tmp_path) == ["gakko-1", "gakko-2"]
