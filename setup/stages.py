"""One stage of the set-up: run unless it is done, and noted for the next time."""

import fcntl
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from machine import KEPT, ROOT

Paths = dict[str, object]  # name -> path, list of paths, or a table of them


class Done(TypedDict):
    key: str
    paths: Paths


State = dict[str, Done]  # stage name -> what it was made from, what it found


@dataclass(frozen=True)
class Stage:
    """`inputs`: files, and names of environment variables, whose change makes the stage run again."""

    name: str
    install: Callable[[], Paths]
    inputs: tuple[Path, ...]
    variables: tuple[str, ...] = ()
    tests_only: bool = False

    def key(self) -> str:
        digest = hashlib.sha256(f"{ROOT} {sys.version}".encode())
        source = Path(str(sys.modules[self.install.__module__].__file__))
        for path in (source, *self.inputs):
            digest.update(path.read_bytes())
        for name in self.variables:
            digest.update(os.environ.get(name, "").encode())
        return digest.hexdigest()


def run(stage: Stage, title: str, state: State) -> None:
    """Runs one stage unless it is done; records what it found."""
    done = state.get(stage.name)
    key = stage.key()
    if done and done["key"] == key and all(path.exists() for path in named_in(done["paths"])):
        return
    print(f"{title} …", flush=True)
    started = time.monotonic()
    state[stage.name] = Done(key=key, paths=stage.install())
    write(KEPT / "state.json", state)
    write(KEPT / "paths.json", {name: path for made in state.values() for name, path in made["paths"].items()})
    print(f"{title}: done in {time.monotonic() - started:.0f} s", flush=True)


def named_in(paths: object) -> Iterator[Path]:
    """Every path in a stage's answer, however it is nested."""
    if isinstance(paths, dict):
        for value in paths.values():
            yield from named_in(value)
    elif isinstance(paths, list):
        for value in paths:
            yield from named_in(value)
    else:
        yield Path(str(paths))


def read_state() -> State:
    try:
        state: State = json.loads((KEPT / "state.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return state


def write(path: Path, content: object) -> None:
    """Whole or not at all: a reader never sees half a file."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two set-ups in one checkout wait for each other."""
    with (KEPT / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is at work in this folder: waiting for it …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
