"""Who may do what. The store holds the rule that no role gets around: whoever gave a critical value never approves the slip."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.desk.entrance import NoRight, Visitor
from connectors.store import Db, NotKnown
from connectors.store.people import Role
from connectors.store.slips import SlipRow, makers_of, slip_row
from slips.model import Slip
from slips.status import OPEN_TO_CORRECTION, Status

RIGHTS: Mapping[Role, frozenset[str]] = {
    "clerk": frozenset({"correct"}),
    "supervisor": frozenset({"correct", "waive", "approve", "reject", "answer"}),
    "admin": frozenset({"accounts", "failures"}),
}

YOU_MADE_IT = "この伝票の金額やコードなどをあなたが入力・訂正したため、あなたは承認できません。別の承認者が承認します。"
WAITING = "承認者の承認を待っています。"


@dataclass(frozen=True)
class May:
    """What this person may do with this slip as it stands. not_because: why something they might expect is missing."""

    correct: bool
    check: bool
    waive: bool
    approve: bool
    reject: bool
    answer: bool
    not_because: str


def may(visitor: Visitor, slip: Slip, has_form: bool) -> May:
    """Mirrors the store's rules, so that no button is offered that would be refused."""
    rights, makers = RIGHTS[visitor.person.role], makers_of(slip)
    changeable = slip.status in OPEN_TO_CORRECTION
    made = makers.get(visitor.login, False)
    ready = slip.status is Status.READY
    return May(
        correct="correct" in rights and changeable and has_form,
        check="correct" in rights and changeable,
        waive="waive" in rights and changeable and visitor.login not in makers,
        approve="approve" in rights and ready and not made,
        reject="reject" in rights and changeable,
        answer="answer" in rights and slip.status is Status.UNCONFIRMED,
        not_because=_not_because("approve" in rights, made) if ready else "",
    )


def _not_because(approves: bool, made: bool) -> str:
    if not approves:
        return WAITING
    return YOU_MADE_IT if made else ""


def require(visitor: Visitor, right: str) -> None:
    """Raises NoRight unless the person's role has this right."""
    if right not in RIGHTS[visitor.person.role]:
        raise NoRight


def visible(db: Db, visitor: Visitor, slip_id: str) -> SlipRow:
    """The slip if it lies on one of this person's desks; another desk's slip is as unknown as one that does not exist."""
    row = slip_row(db, slip_id)
    if not visitor.may_see(row.desk):
        raise NotKnown(f"there is no slip {slip_id}")
    return row
