"""A visitor of the desk without a browser: follows redirects, keeps cookies, sends the forms that the pages offer."""

import re
from html import unescape
from html.parser import HTMLParser

import httpx

PASSWORD = "made-up-2026"


class Visit:
    """One browser's worth of cookies. page: the last answer."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, follow_redirects=True, timeout=20)
        self.page = self.client.get("/login")

    def close(self) -> None:
        self.client.close()

    def log_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """By the form of the log-in page."""
        self.get("/login")
        return self.post("/login", login=login, password=password)

    def get(self, path: str) -> httpx.Response:
        self.page = self.client.get(path)
        return self.page

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Sends fields and the last page's form token. A field called `v__amount` is sent as v.amount."""
        data = {name.replace("__", "."): text for name, text in fields.items()}
        self.page = self.client.post(path, data={"csrf": self.token, **data})
        return self.page

    def send(self, action: str, **fields: str) -> httpx.Response:
        """Sends the last page's form with this action as a browser would, changed as told."""
        data = {name.replace("__", "."): text for name, text in fields.items()}
        self.page = self.client.post(action, data={**form_fields(self.page.text, action), **data})
        return self.page

    @property
    def token(self) -> str:
        found = re.search(r'name="csrf" value="([^"]*)"', self.page.text)
        return unescape(found[1]) if found else ""


class _Forms(HTMLParser):
    """The fields that a browser would send for each form, by action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] = {}
        self._select = ""
        self._chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = self.forms.setdefault(given.get("action", ""), {})
        elif tag == "input" and "name" in given and (given.get("type") != "checkbox" or "checked" in given):
            self._form[given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option":
            self._chosen = bool(self._select) and ("selected" in given or self._select not in self._form)
            if self._chosen and "value" in given:
                self._form[self._select], self._chosen = given["value"], False

    def handle_data(self, data: str) -> None:
        if self._chosen:
            self._form[self._select], self._chosen = data.strip(), False

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def form_fields(html: str, action: str) -> dict[str, str]:
    """The fields of the form with this action; KeyError when the page has none."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms[action]
