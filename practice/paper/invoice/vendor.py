"""Who sends invoices: firms of the creditor master, and firms that are in no master."""

import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from practice.paper.made_up import World
from slips.masters import Creditor

Rounding = Callable[[Fraction], int]
_STRANGERS = (
    ("株式会社三河オフィス", "ｶ)ﾐｶﾜｵﾌｲｽ"),
    ("有限会社やまざと商店", "ﾕ)ﾔﾏｻﾞﾄｼﾖｳﾃﾝ"),
    ("知多文具販売株式会社", "ﾁﾀﾌﾞﾝｸﾞﾊﾝﾊﾞｲ(ｶ"),
    ("合同会社つばめ企画", "ﾄﾞ)ﾂﾊﾞﾒｷｶｸ"),
    ("株式会社木曽川サプライ", "ｶ)ｷｿｶﾞﾜｻﾌﾟﾗｲ"),
    ("犬山教育資材株式会社", "ｲﾇﾔﾏｷﾖｳｲｸｼｻﾞｲ(ｶ"),
    ("伊勢屋金物店", "ｲｾﾔｶﾅﾓﾉﾃﾝ"),
    ("株式会社ひまわり堂", "ｶ)ﾋﾏﾜﾘﾄﾞｳ"),
)
_TOWNS = ("愛知県小牧市中央", "岐阜県多治見市本町", "愛知県犬山市大字犬山", "三重県桑名市寿町", "愛知県知立市栄")
_BANKS = {"信金": "信用金庫", "農協": "農業協同組合", "労金": "労働金庫"}


@dataclass(frozen=True)
class Vendor:
    """An issuer. bank_name, branch_name: as it prints them; holder_kana half-width, as banks keep it; rounding: of tax, once per rate."""

    name: str
    address: str
    postal_code: str
    phone: str
    registration_no: str
    bank_name: str
    branch_name: str
    account_type: str
    account_no: str
    holder_kana: str
    rounding: Rounding


def vendor_for(world: World, parts: tuple[str, ...], rng: random.Random) -> Vendor:
    """A firm that sells such things (parts of its name), in one case of five one that no master knows."""
    sellers = world.sellers()
    known = from_master(rng.choice([c for c in sellers if any(part in c.name for part in parts)] or sellers))
    if rng.random() >= 0.2:
        return known
    name, holder = rng.choice(_STRANGERS)
    number = rng.randint(1, 5)
    return replace(
        known,
        name=name,
        holder_kana=holder,
        address=f"{rng.choice(_TOWNS)}{number}丁目{rng.randint(1, 40)}番地",
        registration_no=registration_no(rng) if rng.random() < 0.85 else "",
        account_no=f"{rng.randint(100_000, 9_999_999):07d}",
        rounding=_rounding(name),
    )


def from_master(creditor: Creditor) -> Vendor:
    """The firm as the creditor master has it."""
    own = random.Random(creditor.creditor_code)
    ending = next((end for end in _BANKS if creditor.bank_name.endswith(end)), "")
    return Vendor(
        name=creditor.name,
        address=creditor.address,
        postal_code=f"48{own.randint(0, 9)}-{own.randint(1, 9999):04d}",
        phone=f"0568-{own.randint(20, 89)}-{own.randint(1, 9999):04d}",
        registration_no=creditor.registration_no,
        bank_name=creditor.bank_name.removesuffix(ending) + (_BANKS[ending] if ending else "銀行"),
        branch_name=_branch(creditor.branch_name),
        account_type=creditor.account_type,
        account_no=creditor.account_no,
        holder_kana=creditor.holder_kana,
        rounding=_rounding(creditor.name),
    )


def _branch(name: str) -> str:
    """本店営業部 is a name in itself; the others are called branch."""
    return name if name.endswith(("部", "店", "法人")) else f"{name}支店"


def _rounding(name: str) -> Rounding:
    """A firm's computer always rounds the same way; most cut off."""
    return (floor, floor, floor, round, ceil)[zlib.crc32(name.encode()) % 5]


def registration_no(rng: random.Random) -> str:
    """T, the check digit and twelve digits (domain.md 4.2: 9 − Σ Pn·Qn mod 9, n from the right, Q 1 on odd and 2 on even places)."""
    base = [rng.randint(0, 9) for _ in range(12)]
    check = 9 - sum(digit * (1 + place % 2) for place, digit in enumerate(reversed(base))) % 9
    return f"T{check}{''.join(map(str, base))}"
