"""FE2012 詳細, where staff may cancel and return."""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from practice.finance.draft import FULL_WIDTH_BYTES
from practice.finance.fields import Naming, has_foreign_characters, posted
from practice.finance.messages import Message, message
from practice.finance.pages import FormBody, TheSession, TheWorld, page
from practice.finance.screens.inquiry import conditions_screen
from practice.finance.searching import preset_conditions
from practice.finance.session import Session
from practice.finance.shown import shown_moment, shown_values
from practice.finance.vouchers import CANCELLED, DRAFTED, RETURNED, Handling, Voucher, handle, voucher
from practice.finance.world import World

router = APIRouter(prefix="/inquiry/voucher")
CONTROLS = ("comment", "cancel", "return")


@router.get("")
def detail_screen(world: TheWorld, session: TheSession, no: str) -> Response:
    return _detail(world, session, no)


@router.post("")
def cancel_or_return(world: TheWorld, session: TheSession, body: FormBody, no: str) -> Response:
    typed = posted(body, CONTROLS)
    if not session.user.may_handle:
        return _detail(world, session, no, [message("E-501")])
    if wrong := _wrong_comment(typed["comment"]):
        return _detail(world, session, no, [wrong])
    state = CANCELLED if typed["cancel"] else RETURNED
    with world.database.begin() as connection:
        done = handle(connection, no, Handling(state, session.user, typed["comment"], world.now()))
    told = "E-503" if not done else "I-110" if state == CANCELLED else "I-111"
    return _detail(world, session, no, [message(told)])


def _wrong_comment(comment: str) -> Message | None:
    if not comment:
        return message("E-101", "コメント")
    if has_foreign_characters(comment):
        return message("E-120", "コメント")
    if len(comment.encode("cp932")) > FULL_WIDTH_BYTES:
        return message("E-110", "コメント", limit="全角40")
    return None


def _detail(world: World, session: Session, no: str, messages: Sequence[Message] = ()) -> Response:
    with world.database.connect() as connection:
        known = voucher(connection, no)
    if known is None:
        typed = session.search or preset_conditions(world.today, session.user)
        return conditions_screen(world, session, typed, [message("E-502")])
    may_handle = session.user.may_handle and known.state == DRAFTED
    return page(
        world,
        "detail.html",
        session,
        messages,
        naming=Naming(CONTROLS),
        shown=_shown(known),
        may_handle=may_handle,
        voucher_no=known.voucher_no,
    )


def _shown(known: Voucher) -> list[tuple[str, str]]:
    registered = known.registered
    shown = [
        ("伝票番号", known.voucher_no),
        ("状態", known.state),
        ("登録日時", shown_moment(str(registered["registered_at"]))),
        ("起票者", f"{registered['drafter']}\u3000{registered['drafter_name']}"),
    ]
    if known.state != DRAFTED:
        shown += [
            ("処理日時", shown_moment(known.handled_at)),
            ("処理者", known.handled_by),
            ("コメント", known.comment),
        ]
    return shown + shown_values(registered)
