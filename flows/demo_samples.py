"""The demo's paper: which samples are dropped, and how each should end. Drawn by the demo itself, from fixed seeds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from config import config_folder
from practice.paper.broken import BROKEN
from practice.paper.sample import draw_sample

PRINTED, HAND, APPLICATION, INVOICE = "school-slip", "school-slip-hand", "commuting-subsidy", "invoice"
End = Literal["posted", "held", "either", "kept", "aside", "blank"]
"""blank: taken and answered, with nothing on it to make a slip of. either: registered without a person or held for one, but never registered wrong.
kept: no finance system takes such paper; it is proved, or held for a person."""


@dataclass(frozen=True)
class Plan:
    """One file to drop. end: how every slip in it should end; repeats: the plan whose bytes come a second time."""

    form: str
    seed: int
    profile: str
    file_type: str
    end: End
    fault: str = ""
    desk: str = "gakko-1"
    broken: str = ""
    repeats: int | None = None


PLANS: tuple[Plan, ...] = (
    Plan(PRINTED, 101, "clean300", "pdf", "posted"),
    Plan(PRINTED, 111, "digital", "pdf", "posted"),
    Plan(PRINTED, 137, "clean300", "pdf", "held", "sum_mismatch"),
    Plan(PRINTED, 101, "clean300", "pdf", "posted", repeats=0),
    Plan("", 0, "", "", "aside", broken="encrypted"),
    Plan(HAND, 131, "clean300", "pdf", "held", desk="gakko-2"),
    # The first of them are enough for a short demo; the rest covers every profile, file type and fault.
    Plan(PRINTED, 103, "clean300", "tiff", "posted"),
    Plan(PRINTED, 105, "clean300", "png", "posted"),
    Plan(PRINTED, 107, "clean200", "jpg", "posted"),
    Plan(PRINTED, 109, "clean200", "pdf", "posted"),
    Plan(PRINTED, 113, "digital", "mpdf", "posted"),
    Plan(PRINTED, 115, "clean300", "mpdf", "posted"),
    Plan(PRINTED, 117, "skew", "pdf", "either", desk="gakko-2"),
    Plan(PRINTED, 119, "shift", "png", "either", desk="gakko-2"),
    Plan(PRINTED, 121, "noise", "jpg", "either", desk="gakko-2"),
    Plan(PRINTED, 123, "jpeg", "jpg", "either", desk="gakko-2"),
    Plan(PRINTED, 125, "faint", "tiff", "either", desk="gakko-2"),
    Plan(PRINTED, 127, "seal", "pdf", "either", desk="gakko-2"),
    Plan(PRINTED, 129, "worn", "pdf", "either", desk="gakko-2"),
    Plan(HAND, 133, "noise", "tiff", "held", desk="gakko-2"),
    Plan(HAND, 135, "seal", "jpg", "held", desk="gakko-2"),
    Plan(PRINTED, 139, "clean300", "pdf", "held", "stopped_creditor"),
    Plan(PRINTED, 141, "clean300", "pdf", "held", "over_balance"),
    Plan(PRINTED, 102, "clean300", "pdf", "held", "duplicate_invoice"),
    Plan(PRINTED, 143, "digital", "pdf", "held", "outside_cp932"),
    Plan(PRINTED, 145, "clean200", "pdf", "held", "blank_amount"),
    Plan(APPLICATION, 147, "clean300", "pdf", "held", desk="kyoiku"),
    Plan(INVOICE, 149, "clean300", "pdf", "kept", desk="kyoiku"),
    Plan("", 0, "", "", "blank", broken="png_named_jpg"),
    Plan("", 0, "", "", "aside", broken="empty"),
    Plan("", 0, "", "", "aside", broken="truncated"),
    Plan("", 0, "", "", "aside", broken="text_named_pdf"),
)


@dataclass(frozen=True)
class Drawn:
    """A plan and its file. pages: what stands on each page, by field, in canonical writing; () for a broken file."""

    plan: Plan
    path: Path
    pages: tuple[dict[str, str], ...]

    @property
    def name(self) -> str:
        return f"{self.plan.broken or self.path.stem}{' (again)' if self.plan.repeats is not None else ''}"


def draw(folder: Path, most: int | None = None) -> Iterator[Drawn]:
    """The samples (only the first `most` of them), always the same ones."""
    drawn: list[Drawn] = []
    for plan in PLANS[:most]:
        drawn.append(_again(drawn[plan.repeats], plan) if plan.repeats is not None else _one(plan, folder))
        yield drawn[-1]


def _one(plan: Plan, folder: Path) -> Drawn:
    if plan.broken:
        folder.mkdir(parents=True, exist_ok=True)
        return Drawn(plan, BROKEN[plan.broken](folder), ())
    sample = draw_sample(
        plan.form,
        plan.seed,
        plan.profile,
        plan.file_type,
        plan.fault,
        out=folder,
        forms=config_folder() / "forms",
        masters=config_folder() / "masters",
    )
    return Drawn(plan, sample.path, tuple(page["fields"] for page in sample.truth["pages"]))


def _again(first: Drawn, plan: Plan) -> Drawn:
    return Drawn(plan, first.path, first.pages)
