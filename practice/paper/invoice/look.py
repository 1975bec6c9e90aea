"""How one vendor writes: its type face, its figures and dates, its mark for goods at the reduced rate."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from practice.paper.fonts import EMBEDDABLE_FONTS, PRINT_FONTS, chosen

Yen = Callable[[int], str]
Day = Callable[[date], str]

YEN: dict[str, Yen] = {
    "mark": lambda yen: f"¥{yen:,}",
    "word": lambda yen: f"{yen:,}円",
    "plain": lambda yen: f"{yen:,}",
    "dash": lambda yen: f"{yen:,}-",
    "mark and dash": lambda yen: f"¥{yen:,}-",
}
DAYS: dict[str, Day] = {
    "era": lambda on: f"令和{on.year - 2018}年{on.month}月{on.day}日",
    "slashes": lambda on: f"{on.year}/{on.month:02d}/{on.day:02d}",
    "western": lambda on: f"{on.year}年{on.month}月{on.day}日",
    "short era": lambda on: f"R{on.year - 2018}.{on.month}.{on.day}",
}


@dataclass(frozen=True)
class Look:
    """size_pt: of running text; yen: in sums, cell_yen: in the table, total_yen: of the amount asked for; mark: of reduced-rate goods;
    dittos: 〃 instead of what stands above."""

    font: str
    size_pt: float
    yen: Yen
    cell_yen: Yen
    total_yen: Yen
    day: Day
    mark: str
    dittos: bool
    rng: random.Random


def look_for(rng: random.Random, embed: bool) -> Look:
    """embed: only fonts that a PDF can carry."""
    sums = rng.choice(("mark", "word", "plain"))
    return Look(
        font=chosen(EMBEDDABLE_FONTS if embed else PRINT_FONTS, rng),
        size_pt=rng.choice((9.0, 9.5, 10.0, 10.5)),
        yen=YEN[sums],
        cell_yen=YEN[rng.choice(("plain", "plain", "plain", "mark"))],
        total_yen=YEN[rng.choice(("mark", "word", "mark and dash", "dash"))],
        day=DAYS[rng.choice(tuple(DAYS))],
        mark=rng.choice(("※", "軽", "*")),
        dittos=rng.random() < 0.5,
        rng=rng,
    )


def full_width(kana: str) -> str:
    """An account holder as vendors print it: full-width katakana, ー and brackets."""
    return (
        unicodedata.normalize("NFKC", kana).replace("-", "ー").replace("(", "（").replace(")", "）").replace(" ", "　")
    )
