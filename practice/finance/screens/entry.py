"""FE1010 起票, FE1011 確認 and FE1012 登録完了."""

import secrets
from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Response

from practice.finance.checks import errors_in, warnings_on
from practice.finance.draft import Draft, preset, understand
from practice.finance.fields import DATES, ENTRY_CONTROLS, LABELS, PAYMENT_METHODS, Naming, boxes, posted
from practice.finance.lost import answered
from practice.finance.masters import DEPARTMENTS
from practice.finance.messages import Message, message
from practice.finance.pages import FormBody, TheSession, TheWorld, page
from practice.finance.session import Entry, Session
from practice.finance.shown import shown_moment, shown_values, yen
from practice.finance.vouchers import as_registered, balance_yen, register
from practice.finance.wareki import ERAS, fiscal_year_of, shown_fiscal_year
from practice.finance.world import World

router = APIRouter(prefix="/entry")
CONFIRM_CONTROLS = ("token", "confirmed")


@router.get("")
def entry_screen(world: TheWorld, session: TheSession) -> Response:
    return _entry(world, session, preset(world.today))


@router.post("/confirm")
def confirm_screen(world: TheWorld, session: TheSession, body: FormBody) -> Response:
    typed = posted(body, ENTRY_CONTROLS)
    draft = understand(typed)
    if not isinstance(draft, Draft):
        return _entry(world, session, typed, draft)
    with world.database.connect() as connection:
        errors = errors_in(draft, world.masters, world.today, connection)
        warnings = [] if errors else warnings_on(draft, world.masters, world.today, connection)
    if errors:
        return _entry(world, session, typed, errors)
    token = secrets.token_hex(8)
    session.entries[token] = Entry(typed, draft, tuple(warnings))
    return _confirm(world, session, token)


@router.post("/again")
def entry_again(world: TheWorld, session: TheSession, body: FormBody) -> Response:
    entry = session.entries.get(posted(body, CONFIRM_CONTROLS)["token"])
    if entry is None:
        return _entry(world, session, preset(world.today), [message("E-901")])
    return _entry(world, session, entry.typed)


@router.post("/register")
def registered_screen(world: TheWorld, session: TheSession, body: FormBody) -> Response:
    """Registers as often as it is asked to: there is no idempotency key, as in the systems this one stands for."""
    confirmed = posted(body, CONFIRM_CONTROLS)
    entry = session.entries.get(confirmed["token"])
    if entry is None:
        return _entry(world, session, preset(world.today), [message("E-901")])
    if entry.warnings and not confirmed["confirmed"]:
        return _confirm(world, session, confirmed["token"], [message("E-190")])
    with world.database.begin() as connection:
        errors = errors_in(entry.draft, world.masters, world.today, connection)
        values = {} if errors else as_registered(entry.draft, world.masters, session.user, world.now())
        voucher_no = "" if errors else register(connection, entry.draft, values, world.seed)
    if errors:
        return _entry(world, session, entry.typed, errors)
    return answered(world, session.user, voucher_no, _registered(world, session, voucher_no, values))


def _registered(world: World, session: Session, voucher_no: str, values: Mapping[str, object]) -> Response:
    shown = [
        ("伝票番号", voucher_no),
        ("整理番号", values["reference_no"]),
        ("債権者名", values["creditor_name"]),
        ("金額", yen(values["amount_yen"])),
        ("登録日時", shown_moment(str(values["registered_at"]))),
    ]
    return page(world, "registered.html", session, [message("I-100")], shown=shown)


def _entry(world: World, session: Session, typed: dict[str, str], messages: Sequence[Message] = ()) -> Response:
    this_year = fiscal_year_of(world.today)
    return page(
        world,
        "entry.html",
        session,
        messages,
        naming=Naming(ENTRY_CONTROLS),
        typed=dict.fromkeys(ENTRY_CONTROLS, "") | typed,
        labels=LABELS,
        boxes={field: boxes(field) for field in DATES},
        eras=[era.name for era in ERAS],
        years=[(str(year), shown_fiscal_year(year)) for year in (this_year, this_year - 1)],
        payment_methods=PAYMENT_METHODS,
        department=f"{session.user.department_code}\u3000{DEPARTMENTS[session.user.department_code]}",
    )


def _confirm(world: World, session: Session, token: str, messages: Sequence[Message] = ()) -> Response:
    entry = session.entries[token]
    draft = entry.draft
    shown = shown_values(as_registered(draft, world.masters, session.user, world.now()))
    allotment = world.masters.allotments[draft.fiscal_year, draft.school_code, draft.account_code]
    with world.database.connect() as connection:
        balance = balance_yen(connection, allotment)
    where = [label for label, _ in shown].index("科目名") + 1
    shown[where:where] = [("配当残額", yen(balance)), ("執行後残額", yen(balance - draft.amount_yen))]
    return page(
        world,
        "confirm.html",
        session,
        [*messages, *entry.warnings],
        naming=Naming(CONFIRM_CONTROLS),
        token=token,
        shown=shown,
        warned=bool(entry.warnings),
    )
