"""A form of check boxes, words to circle and seats for seals, and pages of it marked as people do, with the truth beside them."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from ocr.blank import Blank, load_blank
from ocr.pages import Page
from practice.paper.age import PROFILES, aged
from practice.paper.fonts import font_at
from practice.paper.marks import Rect
from practice.paper.raster import drawn
from practice.paper.seal import INK, NAMES
from practice.paper.sheet import Sheet, frame, label_cell, words
from slips.form import Anchor, Field, Form, Mark, Option
from slips.model import Box

WIDTH_MM, HEIGHT_MM, BLANK_DPI = 210.0, 297.0, 200
CHECK_MM = (2.8, 3.4, 4.0)
CHOICES = (
    ("有", "無"),
    ("小学校", "中学校"),
    ("徒歩", "自転車", "電車"),
    ("普通", "当座"),
    ("はい", "いいえ"),
    ("父", "母", "他"),
)
PENS = ((22, 22, 26), (28, 34, 92), (58, 58, 62), (95, 95, 98), (130, 130, 132))
"""Ball pens, and pencils of which the last is a hard one hardly pressed."""
PEN_MM = (0.28, 0.7)
Point = tuple[float, float]


@dataclass(frozen=True)
class Marked:
    """A page as decoded from its file; truth: field → chosen texts (none, one, or more than one)."""

    page: Page
    truth: dict[str, tuple[str, ...]]


def blank_form(folder: Path) -> Blank:
    """The form laid ready for reading; its blank page is drawn into folder."""
    sheet, fields = _sheet()
    path = folder / "marks.png"
    drawn(sheet.marks, WIDTH_MM, HEIGHT_MM, BLANK_DPI).convert("L").save(path)
    anchors = tuple(
        Anchor(text, _box(place), title=text == "選択式調査票") for text, place in sheet.labels.items() if len(text) > 2
    )
    form = Form("marks", "選択式調査票", 1, WIDTH_MM, HEIGHT_MM, path.name, anchors, fields)
    return load_blank(form, path)


def _box(rect: Rect) -> Box:
    x0, y0, x1, y1 = rect
    return (x0 / WIDTH_MM, y0 / HEIGHT_MM, x1 / WIDTH_MM, y1 / HEIGHT_MM)


def _sheet() -> tuple[Sheet, tuple[Field, ...]]:
    sheet = (
        words("選択式調査票", 105, 14, 18, align="middle")
        + words("花里市教育委員会教育総務課", 20, 25, 10)
        + words("記入する方へ　該当するものを選んでください。", 20, 32, 9)
    )
    fields: list[Field] = []
    for number, choices in enumerate(CHOICES):
        y = 40.0 + number * 12
        sheet += label_cell(f"設問{number + 1}　選ぶ欄", (14, y, 50, y + 10)) + frame((50, y, 196, y + 10))
        options, more = _checks(choices, 56.0, y + 5, CHECK_MM[number % 3])
        sheet += more
        fields.append(_field(f"check_{number}", "check", options))
        y = 118.0 + number * 12
        sheet += label_cell(f"質問{number + 1}　囲む欄", (14, y, 50, y + 10)) + frame((50, y, 196, y + 10))
        options, more = _circles(choices, 60.0, y + 5, "・" if number % 2 else "　")
        sheet += more
        fields.append(_field(f"circle_{number}", "circle", options))
        x = 14 + number * 30.0
        sheet += label_cell(f"第{number + 1}受付印", (x, 198, x + 28, 204)) + frame((x, 204, x + 28, 224))
        if number % 2:
            sheet += words("印", x + 14, 214, 10, align="middle")
        fields.append(_field(f"seal_{number}", "seal", (), (x + 0.5, 204.5, x + 27.5, 223.5)))
    for number in range(5):
        sheet += words(
            f"注{number + 1}　記入を誤ったときは新しい用紙に書き直すこと（第{number + 11}条関係）。",
            20,
            232 + 9 * number,
            9,
        )
    return sheet, tuple(fields)


def _field(name: str, mark: Mark, options: Sequence[tuple[str, Rect]], rect: Rect | None = None) -> Field:
    made = tuple(Option(text, _box(place)) for text, place in options)
    lefts, tops, rights, bottoms = zip(*([o.box for o in made] or [_box(rect or (0, 0, 0, 0))]), strict=True)
    texts = tuple(o.text for o in made) or ("あり",)
    box = (min(lefts), min(tops), max(rights), max(bottoms))
    return Field(name, name, "choice", box, choices=texts, mark=mark, options=made)


def _checks(choices: Sequence[str], x: float, y: float, side: float) -> tuple[list[tuple[str, Rect]], Sheet]:
    options, sheet = [], Sheet()
    for text in choices:
        place = (x, y - side / 2, x + side, y + side / 2)
        sheet += frame(place) + words(text, x + side + 1.2, y, 9)
        options.append((text, place))
        x += side + 18
    return options, sheet


def _circles(choices: Sequence[str], x: float, y: float, between: str) -> tuple[list[tuple[str, Rect]], Sheet]:
    options, sheet = [], Sheet()
    for number, text in enumerate(choices):
        if number:
            sheet += words(between, x, y, 10)
            x += 3.5
        word = words(text, x, y, 10)
        sheet += word
        options.append((text, word.labels[text]))
        x = word.labels[text][2] + 0.4
    return options, sheet


def marked_page(blank: Blank, seed: int, profile: str) -> Marked:
    """One page of the form, marked by somebody in one pen; about one field in seven has nothing, as many have two."""
    sheet, _ = _sheet()
    rng = random.Random(f"marked/{seed}")  # noqa: S311 - drawings are seeded on purpose
    dpi = PROFILES[profile].dpi
    page = drawn(sheet.marks, WIDTH_MM, HEIGHT_MM, dpi)
    pen = Pen(page, dpi, rng)
    truth = {field.name: _mark(pen, field) for field in blank.form.fields}
    scan = aged(page, profile, f"marks/{seed}")
    return Marked(Page(1, np.asarray(scan.convert("RGB"), np.uint8), dpi), truth)


def _mark(pen: "Pen", field: Field) -> tuple[str, ...]:
    rng = pen.rng
    if field.mark == "seal":
        if rng.random() < 0.4:
            return ()
        pen.seal(_rect(field.box), rng.uniform(8, 15), faint=rng.random() < 0.3, black=rng.random() < 0.2)
        return ("あり",)
    count = rng.choices((0, 1, 2), (1, 5, 1))[0]
    chosen = sorted(rng.sample(range(len(field.options)), count))
    for number in chosen:
        (pen.tick if field.mark == "check" else pen.circle)(_rect(field.options[number].box))
    return tuple(field.options[number].text for number in chosen)


def _rect(box: Box) -> Rect:
    return (box[0] * WIDTH_MM, box[1] * HEIGHT_MM, box[2] * WIDTH_MM, box[3] * HEIGHT_MM)


class Pen:
    """Draws on a page in millimetres with one colour and width, never quite steadily."""

    def __init__(self, page: Image.Image, dpi: int, rng: random.Random) -> None:
        self.page, self.rng, self._px = page, rng, dpi / 25.4
        self.colour, self.width_mm = rng.choice(PENS), rng.uniform(*PEN_MM)

    def stroke(self, points: Sequence[Point], jitter_mm: float = 0.12) -> None:
        """Straight from point to point, as far as a hand can."""
        paths = []
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = max(2, round(math.hypot(x1 - x0, y1 - y0) / 0.8))
            paths += [(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps) for i in range(steps)]
        paths.append(points[-1])
        shaken = [(x + self.rng.gauss(0, jitter_mm / 2), y + self.rng.gauss(0, jitter_mm / 2)) for x, y in paths]
        self._lines(shaken)

    def _lines(self, points: Sequence[Point]) -> None:
        """Four times as fine and then shrunk, so that edges are soft."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top = math.floor((min(xs) - 2) * self._px), math.floor((min(ys) - 2) * self._px)
        size = (math.ceil((max(xs) + 2) * self._px) - left, math.ceil((max(ys) + 2) * self._px) - top)
        ink = Image.new("L", (size[0] * 4, size[1] * 4), 0)
        at = [((x * self._px - left) * 4, (y * self._px - top) * 4) for x, y in points]
        width = max(1, round(self.width_mm * self._px * 4))
        ImageDraw.Draw(ink).line(at, fill=255, width=width, joint="curve")
        self.page.paste(self.colour, (left, top), ink.resize(size, Image.Resampling.BOX))

    def tick(self, rect: Rect) -> None:
        """レ, ✓, ×, a filled box or 〇 in it, a little off and of any size."""
        x0, y0, x1, y1 = rect
        rng, side = self.rng, x1 - x0
        x, y = (x0 + x1) / 2 + rng.gauss(0, 0.3), (y0 + y1) / 2 + rng.gauss(0, 0.3)
        size = side * rng.uniform(0.7, 1.7) / 2
        match rng.choice(("re", "tick", "cross", "fill", "round", "slash")):
            case "re":
                self.stroke(
                    [(x - size * 0.6, y - size), (x - size * 0.5, y + size * 0.8), (x + size * 1.3, y - size * 0.9)]
                )
            case "tick":
                self.stroke([(x - size, y), (x - size * 0.2, y + size * 0.8), (x + size * 1.2, y - size * 1.2)])
            case "cross":
                self.stroke([(x - size, y - size), (x + size, y + size)])
                self.stroke([(x + size, y - size), (x - size, y + size)])
            case "fill":
                rows = [y0 + 0.4 + i * 0.35 for i in range(round((side - 0.8) / 0.35) + 1)]
                self.stroke([p for row in rows for p in ((x0 + 0.4, row), (x1 - 0.4, row))])
            case "round":
                self._ellipse(x, y, size * 0.9, size * 0.9)
            case "slash":
                self.stroke([(x + size, y - size), (x - size, y + size)])

    def circle(self, rect: Rect) -> None:
        """Round a word, sometimes not quite closed, sometimes over its edge."""
        x0, y0, x1, y1 = rect
        rng = self.rng
        across, down = (x1 - x0) / 2 + rng.uniform(0.3, 2.2), (y1 - y0) / 2 + rng.uniform(0.5, 2.0)
        self._ellipse((x0 + x1) / 2 + rng.gauss(0, 0.4), (y0 + y1) / 2 + rng.gauss(0, 0.4), across, down)

    def _ellipse(self, x: float, y: float, across: float, down: float) -> None:
        start, turn = self.rng.uniform(0, 2 * math.pi), 2 * math.pi + self.rng.uniform(-0.5, 0.6)
        drift = self.rng.uniform(-0.08, 0.12)
        angles = [turn * i / 48 for i in range(49)]
        grow = [1 + drift * a / turn for a in angles]
        points = [
            (x + across * g * math.cos(start + a), y + down * g * math.sin(start + a))
            for a, g in zip(angles, grow, strict=True)
        ]
        self._lines([(px + self.rng.gauss(0, 0.04), py + self.rng.gauss(0, 0.04)) for px, py in points])

    def seal(self, rect: Rect, side_mm: float, faint: bool = False, black: bool = False) -> None:
        """A personal seal near the middle of the place, round or square."""
        rng, side = self.rng, round(side_mm * self._px)
        ink = Image.new("L", (side, side), 0)
        pencil = ImageDraw.Draw(ink)
        edge = (1, 1, side - 2, side - 2)
        (pencil.ellipse if black or rng.random() < 0.8 else pencil.rectangle)(
            edge, outline=255, width=max(2, side // 20)
        )
        name = rng.choice(NAMES)
        for number, letter in enumerate(name):
            y = side / 2 + (number - (len(name) - 1) / 2) * side * 0.4
            pencil.text(
                (side / 2, y),
                letter,
                font=font_at("mincho-ipaex", side * (0.4 if len(name) > 1 else 0.6)),
                fill=255,
                anchor="mm",
            )
        turned = np.asarray(ink.rotate(rng.gauss(0, 10), Image.Resampling.BICUBIC), np.float32) / 255
        low, high = (0.15, 0.4) if faint else (0.45, 0.95)
        patches = np.array([[rng.uniform(low, high) for _ in range(5)] for _ in range(5)], np.float32)
        taken = (turned * cv2.resize(patches, (side, side)))[..., None]
        x = round(((rect[0] + rect[2]) / 2 + rng.gauss(0, 0.8)) * self._px - side / 2)
        y = round(((rect[1] + rect[3]) / 2 + rng.gauss(0, 0.8)) * self._px - side / 2)
        below = np.asarray(self.page.crop((x, y, x + side, y + side)), np.float32)
        colour = np.array((40, 40, 40), np.float32) if black else INK
        self.page.paste(Image.fromarray((below * (1 - taken + taken * colour / 255)).astype(np.uint8)), (x, y))
