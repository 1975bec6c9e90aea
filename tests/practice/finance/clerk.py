"""A clerk without a browser: finds controls by the label in the cell before them and posts forms in cp932."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx

from practice.finance.__main__ import PRACTICE_PASSWORD


@dataclass
class Control:
    tag: str
    name: str
    value: str
    kind: str = ""
    options: dict[str, str] = field(default_factory=dict)  # text as seen -> value


@dataclass
class Cell:
    text: str = ""
    controls: list[Control] = field(default_factory=list)


class Reader(HTMLParser):
    """Cells, controls, messages and the heading of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: list[Cell] = []
        self.controls: list[Control] = []
        self.messages: list[str] = []
        self.heading = ""
        self._within: list[str] = []
        self._option: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("td", "th"):
            self.cells.append(Cell())
        if tag in ("td", "th", "li", "h1"):
            self._within.append(tag)
        if tag == "li":
            self.messages.append("")
        if tag in ("input", "select"):
            control = Control(tag, given.get("name", ""), given.get("value", ""), given.get("type", ""))
            self.controls.append(control)
            if self._within and self._within[-1] in ("td", "th"):
                self.cells[-1].controls.append(control)
        if tag == "option":
            self._option = ["", given.get("value", "\0"), "selected" if "selected" in given else ""]

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()
        if tag == "option" and self._option is not None:
            text, value, selected = self._option
            value = text if value == "\0" else value
            select = self.controls[-1]
            if selected or not select.options:
                select.value = value
            select.options[text] = value
            self._option = None

    def handle_data(self, data: str) -> None:
        if self._option is not None:
            self._option[0] += data
        elif self._within and self._within[-1] == "h1":
            self.heading += data
        elif self._within and self._within[-1] == "li":
            self.messages[-1] += data
        elif self._within:
            self.cells[-1].text += data.strip()


def as_a_browser_posts(text: str) -> str:
    """Where a browser's Shift_JIS differs from Python's cp932 (seen in Chromium by test_browser.py)."""
    return text.replace("〜", "&#12316;").replace("−", "－").replace("¥", "\\")


class Clerk:
    """One window: the page it shows, and what was typed into it."""

    def __init__(self, url: str) -> None:
        one_shot = httpx.Limits(max_keepalive_connections=0)  # nothing is left open when the window is forgotten
        self.http = httpx.Client(base_url=url, follow_redirects=True, timeout=20, limits=one_shot)
        self.show("/login")

    def show(self, path: str) -> None:
        self._take(self.http.get(path))

    def _take(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.page = Reader(answer.content.decode("cp932"))

    def log_in(self, number: str = "900001", password: str = PRACTICE_PASSWORD) -> None:
        self.type("職員番号", number)
        self.type("パスワード", password)
        self.submit("/login")
        if self.page.heading == "お知らせ":
            self.submit("/notice")

    def cell(self, label: str) -> Cell:
        """The cell after the label's, full-width spaces aside; the last of them, for the header has 年度 and 所属 too."""
        cells = self.page.cells
        seen = [n for n, cell in enumerate(cells) if cell.text.replace("\u3000", "") == label]
        return cells[seen[-1] + 1]

    def type(self, label: str, text: str, box: int = 0) -> None:
        control = self.cell(label).controls[box]
        control.value = control.options[text] if control.options else text

    def type_date(self, label: str, *year_month_day: int, first: int = 1) -> None:
        for box, part in enumerate(year_month_day, start=first):
            self.type(label, str(part), box)

    def submit(self, path: str, button: str = "", *, tick: bool = False) -> None:
        posted = [c for c in self.page.controls if c.name and c.kind not in ("submit", "image", "checkbox")]
        posted += [c for c in self.page.controls if c.kind == "submit" and c.value == button and c.name]
        posted += [c for c in self.page.controls if c.kind == "checkbox" and tick]
        values = [(c.name, as_a_browser_posts(c.value)) for c in posted]
        body = urlencode(values, encoding="cp932", errors="xmlcharrefreplace")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self._take(self.http.post(path, content=body, headers=headers))

    @property
    def codes(self) -> list[str]:
        return [text.strip().split("\u3000")[0] for text in self.page.messages if text.strip()[1:2] == "-"]

    def fill_entry(self, **changed: str) -> None:
        """Types an ordinary entry; `changed` by label."""
        self.show("/entry")
        texts = {
            "学校コード": "101",
            "科目コード": "01-10-02-01-001201-10-01",
            "整理番号": "DP-0001",
            "件名": "理科用消耗品の購入",
            "摘要": "ビーカー　２０個",
            "債権者番号": "00010793",
            "支払方法": "口座振替",
            "金額": "12,345",
            "うち消費税": "1,122",
            "請求書番号": "A-17",
        }
        for label, text in texts.items():
            self.type(label, changed.get(label, text))
        self.type_date("請求日", 8, 11, 18)
        self.type_date("納品日", 8, 11, 16)
        self.type_date("検収日", 8, 11, 17)

    def confirm(self, **changed: str) -> None:
        self.fill_entry(**changed)
        self.submit("/entry/confirm")

    def register(self, **changed: str) -> str:
        """Fills, confirms, registers; the voucher number, or the screen says why not."""
        self.confirm(**changed)
        self.submit("/entry/register", tick=True)
        assert self.page.heading.endswith("登録完了"), self.page.messages
        return self.cell("伝票番号").text

    def search(self, *, everything: bool = True, **texts: str) -> list[str]:
        """Voucher numbers of the first page that the look-up answers, newest first."""
        self.show("/inquiry")
        if everything:
            self.type("年度", "全て")
            self.type("状態", "全て")
            self.type("所属", "全所属")
        for label, text in texts.items():
            self.type(label, text)
        self.submit("/inquiry")
        return [cell.text for cell in self.page.cells if cell.text[:1] == "R" and cell.text[3:4] == "-"]

    def audit(self, action: str = "") -> list[dict[str, object]]:
        rows: list[dict[str, object]] = self.http.get("/audit.json", params={"action": action}).json()
        return rows
