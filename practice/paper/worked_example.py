"""The paper of docs/forms.md's worked example, blank and filled in: `python -m practice.paper.worked_example` draws both anew."""

import random
import sys
from pathlib import Path

from practice.paper.age import aged
from practice.paper.fonts import FORM_GOTHIC, FORM_MINCHO, HAND_FONTS, chosen
from practice.paper.handwriting import PENS, Writer
from practice.paper.marks import Mark, Words
from practice.paper.raster import drawn
from practice.paper.sheet import THICK, Sheet, frame, label_cell, ruled_row, words
from practice.paper.ticks import ticked
from practice.paper.vector import write_pdf

FOLDER = Path("docs/worked-example")
WIDTH_MM, HEIGHT_MM, DPI = 148.0, 210.0, 200
LEFT, WIDTH, ROW = 12.0, 124.0, 11.0
TICK_BOX = (43.0, 113.0, 47.0, 117.0)
FILLED = {
    "staff_no": ("104273", 44.0, 45.5),
    "staff_name": ("中村 春香", 44.0, 56.5),
    "travelled_on": ("令和8年11月5日", 44.0, 67.5),
    "destination": ("花里市立科学館", 44.0, 78.5),
    "fare": ("1,240", 44.0, 89.5),
    "allowance": ("800", 104.0, 89.5),
    "amount": ("2,040", 44.0, 100.5),
}


def blank() -> Sheet:
    """The blank form 校外学習付添旅費請求書, A5 portrait."""
    sheet = words("様式第41号", LEFT, 12, 10) + words("校外学習付添旅費請求書", 74, 26, 16, FORM_MINCHO, "middle")
    rows = [
        [(28.0, "職員番号"), (96.0, "@staff_no")],
        [(28.0, "氏名"), (96.0, "@staff_name")],
        [(28.0, "用務日"), (96.0, "@travelled_on")],
        [(28.0, "用務先"), (96.0, "@destination")],
        [(28.0, "交通費（円）"), (34.0, "@fare"), (28.0, "日当（円）"), (34.0, "@allowance")],
        [(28.0, "請求額（円）"), (96.0, "@amount")],
    ]
    for number, row in enumerate(rows):
        sheet += ruled_row(LEFT, 40 + number * ROW, ROW, row, 10)
    sheet += label_cell("添付書類", (LEFT, 106, LEFT + 28, 124), 10) + frame((LEFT + 28, 106, LEFT + WIDTH, 124))
    sheet += frame(TICK_BOX) + words("領収書を添付した", 49, 115, 10)
    sheet += frame((LEFT, 40, LEFT + WIDTH, 124), THICK)
    sheet += words("注　請求額は、交通費と日当の合計とすること。", LEFT, 132, 9)
    sheet += words("花里市教育委員会 教育総務課", LEFT, 198, 9)
    return sheet + words("用紙番号 RY-41", LEFT + WIDTH, 198, 9, align="right")


def filled() -> tuple[Mark, ...]:
    """The form printed by an office's computer and ticked with a pen."""
    texts = [Words(text, x, y, 11, FORM_GOTHIC) for text, x, y in FILLED.values()]
    rng = random.Random("worked example")
    return (*blank().marks, *texts, *ticked(TICK_BOX, Writer(chosen(HAND_FONTS, rng), PENS[0], "first", rng)))


def main(folder: Path = FOLDER) -> int:
    """Writes the blank page (PDF, as an office would make it) and a scan of a filled-in one."""
    write_pdf(folder / "travel-claim.pdf", [blank().marks], WIDTH_MM, HEIGHT_MM)
    scan = aged(drawn(filled(), WIDTH_MM, HEIGHT_MM, DPI), "clean200", "worked example")
    scan.save(folder / "scan.png", "PNG", dpi=(DPI, DPI), optimize=True)
    sys.stdout.write(f"{folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
