"""A slip's history in words: who did what, when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.desk import words
from connectors.store.history import Event
from slips.form import Form
from slips.status import Status

_WHAT = {
    "read": "読み取りました",
    "judged": "裏付けと検査を行いました",
    "corrected": "値を入力・訂正しました",
    "checked again": "もう一度検査しました",
    "waived": "確認が必要な指摘を認めました",
    "approved": "承認しました",
    "held": "保留にしました",
    "ready": "承認待ちにしました",
    "rejected": "却下しました",
    "posting": "財務会計システムへの入力を始めました",
    "committing": "財務会計システムの「登録」を押しました",
    "posted": "登録を確かめました",
    "unconfirmed": "登録結果が分からなくなりました",
    "returned": "財務会計システムで差し戻されました",
    "cancelled": "財務会計システムで取り消されました",
    "superseded": "別の伝票に差し替えられました",
}
_BACK_TO_APPROVED = {
    Status.POSTING.value: "登録していないことを確かめ、登録待ちに戻しました",
    Status.COMMITTING.value: "登録されていないことを確かめ、登録待ちに戻しました",
    Status.UNCONFIRMED.value: "人が「登録されていなかった」と答え、登録待ちに戻しました",
}


@dataclass(frozen=True)
class ShownEvent:
    """One line of the history."""

    at: str
    by: str
    what: str
    detail: str


def event_shown(event: Event, names: Mapping[str, str], labels: Mapping[str, str], form: Form | None) -> ShownEvent:
    """names: login → display name; labels: field → what people call it."""
    return ShownEvent(
        at=words.moment(event.at), by=_who(event.by, names), what=_what(event), detail=_detail(event.data, labels, form)
    )


def _who(by: str, names: Mapping[str, str]) -> str:
    if by.startswith("rule:"):
        return "自動（市の規則）"
    return names.get(by, f"自動（{by}）")


def _what(event: Event) -> str:
    if event.event == Status.APPROVED.value:
        return _BACK_TO_APPROVED.get(str(event.data.get("from", "")), _WHAT["approved"])
    return _WHAT.get(event.event, event.event)


def _detail(data: Mapping[str, Any], labels: Mapping[str, str], form: Form | None) -> str:
    parts = [
        f"{labels.get(name, name)}：{_text(form, name, change['was'])} → {_text(form, name, change['now'])}"
        for name, change in data.get("fields", {}).items()
    ]
    if field := data.get("field"):
        parts.append(labels.get(field, field))
    if number := data.get("voucher_no"):
        parts.append(f"伝票番号 {number}")
    if reason := data.get("reason") or data.get("why"):
        parts.append(f"理由：{reason}")
    if (to := data.get("to")) and data.get("from") and not parts:
        parts.append(f"{words.STATUS[Status(data['from'])]} → {words.STATUS[Status(to)]}")
    return "　".join(parts)


def _text(form: Form | None, name: str, text: str) -> str:
    field = form.by_name.get(name) if form else None
    return (words.shown(field, text) if field else text) or "（空欄）"
