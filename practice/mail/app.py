"""The page that shows what arrived, newest first."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse

TOKYO = ZoneInfo("Asia/Tokyo")
SHOWN = 200
LINK = re.compile(r"(https?://[!#-&(-;=?-~]+)")  # plain ASCII without quotes and brackets
HEAD = """<!doctype html><html lang="ja"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width"><title>届いた通知（練習用）</title>
<style>body{font-family:sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;line-height:1.6}
article{border-top:1px solid #bbb}h2{font-size:1.1rem;margin:.8rem 0 0}pre{white-space:pre-wrap;font:inherit}
small{color:#555}</style><h1>届いた通知（練習用）</h1>"""


@dataclass(frozen=True)
class Mail:
    """One message as people see it."""

    to: str
    subject: str
    body: str
    arrived_at: datetime


def received(folder: Path) -> list[Mail]:
    """Every message kept, oldest first."""
    return [_mail(path) for path in sorted(folder.glob("*.eml"))]


def _mail(path: Path) -> Mail:
    untrusted = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    arrived_at = datetime.fromtimestamp(int(path.stem) / 1e9, TOKYO)
    return Mail(str(untrusted["to"] or ""), str(untrusted["subject"] or ""), _text(untrusted), arrived_at)


def _text(untrusted: EmailMessage) -> str:
    """The readable part; in a character set that nobody knows, its bytes as they came."""
    part = untrusted.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        return str(part.get_content()).strip()
    except (LookupError, UnicodeError):
        content = part.get_payload(decode=True)
        return content.decode("ascii", "replace") if isinstance(content, bytes) else ""


def mail_page(folder: Path) -> FastAPI:
    """GET / shows the newest mail, GET /healthz answers once the page is there."""
    app = FastAPI(openapi_url=None)

    @app.get("/", response_class=HTMLResponse)
    def show() -> str:
        mails = received(folder)
        articles = "".join(_article(mail) for mail in reversed(mails[-SHOWN:]))
        return f"{HEAD}<p>{len(mails)} 通 （新しい順に {SHOWN} 通まで）</p>{articles or '<p>まだありません。</p>'}"

    @app.get("/healthz", response_class=PlainTextResponse)
    def health() -> str:
        return "ok"

    return app


def _article(mail: Mail) -> str:
    body = "".join(_linked(part) if LINK.fullmatch(part) else escape(part) for part in LINK.split(mail.body))
    seen = f"{mail.arrived_at:%Y-%m-%d %H:%M:%S} 宛先：{escape(mail.to)}"
    return f"<article><h2>{escape(mail.subject)}</h2><small>{seen}</small><pre>{body}</pre></article>"


def _linked(url: str) -> str:
    return f'<a href="{escape(url)}">{escape(url)}</a>'
