"""A paper of the tests' own: 個人番号届出書, one page A4, filled in by hand, with two My Number fields of twelve boxes."""

import random
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from practice.paper.fonts import FORM_MINCHO
from practice.paper.handwriting import Writer, by_hand
from practice.paper.marks import Mark, Rect, Words
from practice.paper.raster import drawn
from practice.paper.sheet import THICK, Sheet, frame, ruled_row, words
from slips.form import Field

NAME, TITLE = "number-notice", "個人番号届出書"
WIDTH_MM, HEIGHT_MM = 210.0, 297.0
LEFT, ROW = 15.0, 11.0
BOX_MM, BOXES = 7.0, 12
NUMBERS = ("child_number", "guardian_number")
KINDS = {
    "filed_on": "text",
    "child_name": "name",
    "child_kana": "kana",
    "child_number": "my_number",
    "guardian_name": "name",
    "guardian_number": "my_number",
    "address": "address",
    "phone": "text",
    "facility": "text",
    "remark": "text",
}
TEXTS = {
    "filed_on": "11月5日",
    "child_name": "花里さくら",
    "child_kana": "ハナザトサクラ",
    "guardian_name": "花里太郎",
    "address": "花里市本町一丁目2番3号",
    "phone": "0561-00-1234",
    "facility": "花里中央保育園",
}


def sheet() -> Sheet:
    """The blank form."""
    paper = words("様式第3号（第7条関係）", LEFT, 12, 10) + words("花里市長　様", LEFT, 38, 12)
    paper += words(TITLE, 105, 24, 18, FORM_MINCHO, "middle")
    paper += words("教育・保育給付認定の申請に係る個人番号を、次のとおり届け出ます。", LEFT, 48, 10.5)
    y = top = 56.0
    for cells in _rows():
        paper += ruled_row(LEFT, y, ROW, cells, 10)
        y += ROW
    paper += frame((LEFT, top, LEFT + 180, y), THICK)
    for name in NUMBERS:
        paper += _comb(paper.rooms[name])
    for number, line in enumerate(_notes()):
        paper += words(line, LEFT, y + 12 + 8 * number, 10)
    return paper


def _rows() -> list[list[tuple[float, str]]]:
    number = 180.0 - 36.0
    return [
        [(36, "届出年月日"), (54, "@filed_on"), (36, "利用施設"), (54, "@facility")],
        [(36, "児童の氏名"), (54, "@child_name"), (36, "フリガナ"), (54, "@child_kana")],
        [(36, "児童の個人番号"), (number, "@child_number")],
        [(36, "保護者の氏名"), (54, "@guardian_name"), (36, "電話番号"), (54, "@phone")],
        [(36, "保護者の個人番号"), (number, "@guardian_number")],
        [(36, "保護者の住所"), (number, "@address")],
        [(36, "備考"), (number, "@remark")],
    ]


def _notes() -> tuple[str, ...]:
    return (
        "（注意事項）",
        "１　個人番号は、通知カード又は個人番号カードのとおり記入してください。",
        "２　本人確認のため、運転免許証その他の書類を窓口で提示してください。",
        "３　この届出書は、教育・保育給付認定の事務のほかには使用しません。",
        "４　届け出た事項に変更があったときは、速やかに届け出てください。",
        "担当　花里市こども部保育課入園係　内線２２４１",
    )


def _comb(room: Rect) -> Sheet:
    """Twelve boxes at the left of a room."""
    boxes = Sheet()
    for number in range(BOXES):
        x = room[0] + 4 + number * BOX_MM
        boxes += frame((x, room[1] + 1.5, x + BOX_MM, room[3] - 1.5))
    return boxes


def comb_rect(name: str) -> Rect:
    """The twelve boxes of a My Number field, mm."""
    x0, y0, _, y1 = sheet().rooms[name]
    return (x0 + 4, y0 + 1.5, x0 + 4 + BOXES * BOX_MM, y1 - 1.5)


def field_rect(name: str) -> Rect:
    """The box of a field as the TOML names it, mm."""
    return comb_rect(name) if name in NUMBERS else sheet().rooms[name]


def write_form(folder: Path) -> None:
    """The TOML and the blank page beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.toml").write_text(_toml(), encoding="utf-8")
    drawn(sheet().marks, WIDTH_MM, HEIGHT_MM, 200).convert("L").save(folder / f"{NAME}.png", dpi=(200, 200))


def filled(texts: Mapping[str, str], more: tuple[Mark, ...] = (), *, seed: int = 3000, dpi: int = 200) -> Image.Image:
    """The paper written by one hand. texts: by field; more: marks beside them."""
    writer = Writer("hand-klee", (22, 22, 26), "first", random.Random(seed))  # noqa: S311 - a drawing, not a secret
    marks: list[Mark] = []
    for name, text in {**TEXTS, **texts}.items():
        boxed = name in NUMBERS
        field = Field(name, name, "digits" if boxed else "text", (0, 0, 1, 1), cells=BOXES if boxed else 0)
        marks += by_hand(field, field_rect(name), text, writer)
    return drawn((*sheet().marks, *marks, *more), WIDTH_MM, HEIGHT_MM, dpi)


def note(text: str, x: float, y: float, size_pt: float = 10.0, font: str = "gothic-ipaex", tilt: float = 0.0) -> Words:
    """A text anywhere on the paper."""
    return Words(text, x, y, size_pt, font, tilt=tilt)


def _toml() -> str:
    head = f'name = "{NAME}"\ntitle = "{TITLE}"\nversion = 1\nreference = "{NAME}.png"\nrules = []\n'
    head += f"[page]\nwidth_mm = {WIDTH_MM}\nheight_mm = {HEIGHT_MM}\n"
    paper = sheet()
    anchors = [_anchor(text, rect) for text, rect in paper.labels.items()]
    return "\n".join([head, *anchors, *(_field(name) for name in paper.rooms)])


def _anchor(text: str, rect: Rect) -> str:
    title = "title = true\n" if text == TITLE else ""
    return f'[[anchors]]\ntext = "{text}"\nbox = {_fractions(rect)}\n{title}'


def _field(name: str) -> str:
    needed = "required = false\n" if name == "remark" else ""
    cells = f"cells = {BOXES}\n" if name in NUMBERS else ""
    rows = {what[1:]: label for row in _rows() for (_, label), (_, what) in zip(row[::2], row[1::2], strict=True)}
    label = rows[name]
    return (
        f'[[fields]]\nname = "{name}"\nlabel = "{label}"\nkind = "{KINDS[name]}"\n'
        f"box = {_fractions(field_rect(name))}\n{needed}{cells}"
    )


def _fractions(rect: Rect) -> list[float]:
    x0, y0, x1, y1 = rect
    return [round(v, 5) for v in (x0 / WIDTH_MM, y0 / HEIGHT_MM, x1 / WIDTH_MM, y1 / HEIGHT_MM)]
