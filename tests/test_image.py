"""The Dockerfile: what goes into which image, and what the builder is given. No image is built here: there is no engine."""

import os
import re
import shlex
import subprocess
import tomllib
import venv
from pathlib import Path

from tests.containers import DOCKERFILE, SERVICES
from tests.test_layers import LAYERS, ROOT


def copied(stage: str) -> set[str]:
    """What one stage of the Dockerfile takes from the tree."""
    body = re.split(r"^FROM \S+ AS ", DOCKERFILE, flags=re.MULTILINE)[1:]
    own = next(text for text in body if text.startswith(f"{stage}\n"))
    return {part for line in re.findall(r"^COPY (.+)", own, re.MULTILINE) for part in shlex.split(line)[:-1]}


def test_every_image_is_one_version_and_ours_is_the_one_of_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    images = {service["image"] for service in SERVICES.values()}
    assert {f"denpyo:{version}", f"denpyo-practice:{version}"} < images
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert bases[1] == "denpyo"
    for image in {*images, bases[0]}:
        assert re.fullmatch(r"[a-z-]+:\d[\w.-]*", image), f"{image}: a version, and no registry's name"


def test_the_image_takes_every_package_and_practice_only_where_it_is_asked_for() -> None:
    assert copied("practice") == {"practice"}
    assert LAYERS.keys() - copied("denpyo") == {"practice"}
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)[-1] == "denpyo"


def test_the_builder_gets_what_it_copies_and_nothing_else() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert rules[0] == "*"
    wanted = copied("denpyo") | copied("practice")
    assert {rule[1:] for rule in rules if rule.startswith("!")} == wanted
    assert [name for name in wanted if not (ROOT / name).exists()] == []


def test_the_code_is_found_by_a_python_that_heeds_no_variable(tmp_path: Path) -> None:
    """The readers' child is started with -I; the image copies our packages after its set-up has run."""
    line = re.search(r"&& (pwd > .+\.pth\")$", DOCKERFILE, re.MULTILINE)
    assert line
    place, code = tmp_path / "bin", tmp_path / "code"
    venv.create(tmp_path / "venv")
    place.symlink_to(tmp_path / "venv" / "bin")
    (code / "slips").mkdir(parents=True)
    (code / "slips" / "__init__.py").touch()
    told = {"PATH": f"{place}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-c", line[1]], cwd=code, env=told, check=True)
    subprocess.run([place / "python", "-I", "-c", "import slips"], cwd=tmp_path, env=told, check=True)
