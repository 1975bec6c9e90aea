"""A finance system on paper: the same seam in memory, optionally kept in a JSON file. For tests and for trying flows out."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from bots.looking import answers, compare
from slips.errors import Refused, Unavailable, Unconfirmed
from slips.model import Entry, Receipt, Search, Voucher

DRAFTED = "起票済"
REQUIRED = ("fiscal_year", "drafted_on", "creditor_code", "amount")


class PaperFinance:
    """Vouchers in a list, numbered as they come. It refuses stopped creditors and empty required values, and nothing else.

    controls: fiscal year → key of the control voucher that its searches must find; `opened` puts those there.
    file: where the vouchers survive the process; read at the start, replaced after every registration.
    """

    def __init__(
        self, controls: Mapping[int, str], stopped: frozenset[str] = frozenset(), file: Path | None = None
    ) -> None:
        self.vouchers: list[Voucher] = []
        self._controls = controls
        self._stopped = stopped
        self._file = file
        if file and file.exists():
            self.vouchers = [Voucher(**untrusted) for untrusted in json.loads(file.read_text(encoding="utf-8"))]

    def opened(self) -> "PaperFinance":
        """With the control voucher of every year in it, as a city drafts them once a year."""
        for year, key in self._controls.items():
            self.enter(
                {
                    "key": key,
                    "fiscal_year": str(year),
                    "drafted_on": f"{year}-04-01",
                    "creditor_code": "0",
                    "amount": "1000",
                }
            )
        return self

    def enter(self, values: Mapping[str, str], state: str = DRAFTED) -> Voucher:
        """A voucher as somebody typed it, whatever it says: the next number, durably."""
        year = int(values["fiscal_year"])
        voucher = Voucher(f"R{year - 2018:02}-{len(self.vouchers) + 1:07}", state, dict(values))
        self.vouchers.append(voucher)
        self._write()
        return voucher

    def restate(self, voucher_no: str, state: str) -> None:
        """Somebody cancels or returns a voucher."""
        self.vouchers = [replace(v, state=state) if v.voucher_no == voucher_no else v for v in self.vouchers]
        self._write()

    def find(self, search: Search) -> list[Voucher]:
        for year in search.fiscal_years:
            key = self._controls.get(year)
            if not any(v.values["fiscal_year"] == str(year) and v.values.get("key") == key for v in self.vouchers):
                raise Unavailable(f"{year}年度の確認用伝票が照会で見つかりません。照会の結果を信用できません。")
        if not search.fiscal_years:
            raise Unavailable("照会する年度が指定されていません。")
        return [v for v in reversed(self.vouchers) if answers(search, v)]

    def post(self, entry: Entry, crossing: Callable[[], None]) -> Receipt:
        self.rehearse(entry)
        crossing()
        voucher = self.enter({**entry.values, "key": entry.key})
        if fields := compare(entry, voucher):
            raise Unconfirmed(f"登録された伝票 {voucher.voucher_no} が登録内容と違います（{'、'.join(fields)}）。")
        return Receipt(entry.key, voucher.voucher_no, datetime.now(UTC), voucher.values)

    def rehearse(self, entry: Entry) -> None:
        """Refused as the registration would be; nothing is written."""
        if empty := [name for name in REQUIRED if not entry.values.get(name)]:
            raise Refused(f"必須の項目が空です（{'、'.join(empty)}）。")
        if entry.values["creditor_code"] in self._stopped:
            raise Refused("使用停止の債権者です。")

    def _write(self) -> None:
        if self._file is None:
            return
        beside = self._file.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump([asdict(v) for v in self.vouchers], file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)
