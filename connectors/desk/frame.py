"""What stands around every page of a logged-in person: their name, and the lists with how much waits in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.desk import words
from connectors.desk.entrance import Visitor
from connectors.desk.rights import RIGHTS
from connectors.store import Db
from connectors.store.people import all_people
from connectors.store.slips import count_by_status
from slips.status import Status


@dataclass(frozen=True)
class Tab:
    """One list. urgent: its count is shown in red."""

    key: str
    label: str
    statuses: tuple[Status, ...]
    explanation: str
    counted: bool = True
    urgent: bool = False
    newest_first: bool = False

    @property
    def href(self) -> str:
        return f"/slips?tab={self.key}"


TABS = {
    tab.key: tab
    for tab in (
        Tab("held", "保留", (Status.HELD,), "機械では確かめきれなかった伝票です。上から順に開いて、印の付いた項目を確かめてください。"),
        Tab("ready", "承認待ち", (Status.READY,), "内容がそろい、承認を待っている伝票です。入力した人とは別の承認者が承認します。"),
        Tab("unconfirmed", "登録結果不明", (Status.UNCONFIRMED,), "登録されたかどうか分からない伝票です。承認者が財務会計システムを見て答えてください。", urgent=True),
        Tab("underway", "登録待ち", (Status.APPROVED, Status.POSTING, Status.COMMITTING), "承認が済み、財務会計システムへの登録を待っている、または登録中の伝票です。"),
        Tab("posted", "登録済", (Status.POSTED, Status.RETURNED, Status.CANCELLED, Status.SUPERSEDED), "財務会計システムに登録され、登録内容を確かめた伝票です。", counted=False, newest_first=True),
        Tab("rejected", "却下", (Status.REJECTED,), "却下した伝票です。登録されません。", counted=False, newest_first=True),
        Tab("all", "すべて", tuple(Status), "すべての伝票です。", counted=False, newest_first=True),
    )
}  # fmt: skip


def frame(db: Db, visitor: Visitor, tab: str = "") -> dict[str, Any]:
    """What base.html needs."""
    counts = count_by_status(db, visitor.desks)
    tabs: list[Mapping[str, Any]] = [
        {
            "key": t.key,
            "label": t.label,
            "href": t.href,
            "urgent": t.urgent,
            "count": sum(counts[s] for s in t.statuses) if t.counted else None,
        }
        for t in TABS.values()
    ]
    tabs.append(_plain_tab("filing", "綴り込み表", "/filing"))
    rights = RIGHTS[visitor.person.role]
    if "failures" in rights:
        tabs.append(_plain_tab("failures", "通知の失敗", "/failures"))
    if "accounts" in rights:
        tabs.append(_plain_tab("people", "利用者", "/people"))
    return {
        "visitor": visitor.person,
        "role_word": words.ROLE[visitor.person.role],
        "csrf": visitor.csrf,
        "tabs": tabs,
        "tab": tab,
    }


def names_of(db: Db) -> dict[str, str]:
    """login → display name, of everybody who ever had an account."""
    return {person.login: person.display_name for person in all_people(db)}


def _plain_tab(key: str, label: str, href: str) -> Mapping[str, Any]:
    return {"key": key, "label": label, "href": href, "urgent": False, "count": None}
