"""What is wrong with a system's worksheets, in a clerk's words, before a browser is started."""

from collections.abc import Callable, Iterator

from bots.actions import ACTIONS
from bots.system import ABOUT_US, PLACE, TYPES, Step, System


def proofread(system: System) -> list[str]:
    """One sentence a problem; [] when the sheets can be run."""
    return [problem for check in CHECKS for problem in check(system)]


def _rows(system: System) -> Iterator[str]:
    for sheet in system.sheets.values():
        if not sheet.steps:
            yield f"手順書「{sheet.name}」に行がありません。"
        elif sheet.steps[0].action != "goto":
            yield f"{sheet.steps[0].where}: 最初の行は goto（画面を開く）にしてください。"
        for step in sheet.steps:
            yield from _row(system, step)


def _row(system: System, step: Step) -> Iterator[str]:
    action = ACTIONS.get(step.action)
    if action is None:
        yield f"{step.where}: 「{step.action}」という操作はありません。使えるのは {'、'.join(ACTIONS)} です。"
        return
    if action.needs_target and not step.target:
        yield f"{step.where}: {step.action} には、画面に見える名前（target）が要ります。"
    if action.needs_value and not step.value:
        yield f"{step.where}: {step.action} には、値（value）が要ります。"
    if action.choices and step.value not in action.choices:
        yield f"{step.where}: {step.action} の値（value）は {'、'.join(action.choices)} のどれかです。"
    if action.one_name and len(PLACE.findall(step.value)) != 1:
        yield f"{step.where}: {step.action} の値（value）には、{{金額の名前}} のような名前を一つだけ書いてください。"
    for name, named in PLACE.findall(f"{step.target} {step.value}"):
        if name not in system.values and name not in ABOUT_US:
            yield f"{step.where}: 「{{{name}}}」は system.toml の [values] にありません。"
        if named and named not in system.formats:
            yield f"{step.where}: 書式「{named}」は system.toml の [formats] にありません。"
    if "password" in step.names and step.action != "password":
        yield f"{step.where}: {{password}} は password の行にだけ書けます。"


def _formats(system: System) -> Iterator[str]:
    for name, named in system.values.items():
        if named not in system.formats:
            yield f"system.toml の [values] {name}: 書式「{named}」は [formats] にありません。"


def _commits(system: System) -> Iterator[str]:
    for sheet in system.sheets.values():
        wanted = 1 if sheet.name == "register" else 0
        if len(sheet.commits) != wanted:
            yield f"手順書「{sheet.name}」の commit（登録）の行は{wanted}行でなければなりません（今は{len(sheet.commits)}行）。"


def _compared(system: System) -> Iterator[str]:
    """What is typed must be compared before the commit and shown again when the voucher is opened."""
    register, opened = system.sheets["register"], system.sheets["open"]
    if len(register.commits) != 1:
        return
    compared = _names(register.before, "compare")
    reread = opened.named_by("read")
    for step in register.before:
        for name in step.names if step.action in TYPES else ():
            if name not in compared:
                yield f"{step.where}: {{{name}}} を入力しますが、登録の前に確認画面と比べる行（compare）がありません。"
            if name not in reread:
                yield f"{step.where}: {{{name}}} を入力しますが、手順書「open」に読み取る行（read）がありません。"


def _results(system: System) -> Iterator[str]:
    register, opened, found = (system.sheets[name] for name in ("register", "open", "find"))
    if len(register.commits) == 1 and "voucher_no" not in _names(register.after, "read"):
        yield "手順書「register」: 登録のあとに {voucher_no} を読み取る行（read）がありません。"
    if missing := {"voucher_no", "state", "key"} - opened.named_by("read"):
        yield f"手順書「open」: {'、'.join(sorted(missing))} を読み取る行（read）がありません。"
    if missing := {"voucher_no", "fiscal_year"} - found.named_by("read_table"):
        yield f"手順書「find」: 一覧の行（read_table）に {'、'.join(sorted(missing))} がありません。"
    if missing := {"key", "creditor_code", "amount", "drafted_from", "drafted_to"} - found.typed:
        yield f"手順書「find」: {'、'.join(sorted(missing))} を入力する行がありません。"


def _names(steps: tuple[Step, ...], action: str) -> frozenset[str]:
    return frozenset(name for step in steps if step.action == action for name in step.names)


CHECKS: tuple[Callable[[System], Iterator[str]], ...] = (_rows, _formats, _commits, _compared, _results)
