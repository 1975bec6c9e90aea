"""Set-up of a fresh machine, stage by stage: `python setup [demo|test]`.

Each stage is left out while its inputs are unchanged and what it made is still there, so a second run takes about a
second. What the stages found is written to .setup/paths.json for the code to read; docs/set-up.md lists its keys.
"""

import sys

import browser
import database
import digits
import fonts
import python
import weights
from machine import KEPT, ROOT, Missing
from stages import Stage, one_at_a_time, read_state, run

STAGES = (
    Stage("virtual environment", python.create, ()),
    Stage(
        "locked dependencies (CPU torch first)",
        python.fill,
        (python.LOCK, ROOT / "pyproject.toml"),
        ("DENPYO_TORCH_INDEX",),
    ),
    Stage("EasyOCR's weights", weights.install, (weights.EXTRA, python.LOCK), ("DENPYO_EASYOCR_MODELS",)),
    Stage("browser", browser.install, (), ("DENPYO_BROWSER",)),
    Stage("Japanese fonts", fonts.install, ()),
    Stage("handwritten digits", digits.install, ()),
    Stage("PostgreSQL for the tests", database.install, (), tests_only=True),
)


def main(purpose: str) -> int:
    """Exit code: 0 ready, 1 a stage failed (its sentence is printed)."""
    wanted = [stage for stage in STAGES if purpose == "test" or not stage.tests_only]
    KEPT.mkdir(exist_ok=True)
    with one_at_a_time():
        state = read_state()
        for number, stage in enumerate(wanted, start=1):
            try:
                run(stage, f"{number}/{len(wanted)} {stage.name}", state)
            except Missing as problem:
                print(f"\nSet-up stopped at {stage.name}: {problem}", file=sys.stderr, flush=True)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "test"))
