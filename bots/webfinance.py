"""A city's finance system through its own screens, by the protocol of design.md section 6."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from bots.actions import run
from bots.evidence import Evidence
from bots.looking import answers, compare, conditions, probes
from bots.session import Chromium, Credentials, Session, failing_as
from bots.system import System
from bots.walk import Expired, Walk
from slips.errors import Refused, Unavailable, Unconfirmed
from slips.model import Entry, Receipt, Search, Voucher

TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Rehearsal:
    """An entry that went as far as the confirm screen. warnings: the system's, allowed ones only, by code."""

    key: str
    warnings: tuple[str, ...]
    evidence: tuple[str, ...]


class WebFinance:
    """One system, one account, one browser session. Belongs to one thread; `close` (or `with`) logs it out."""

    def __init__(
        self,
        system: System,
        url: str,
        credentials: Credentials,
        chromium: Chromium,
        evidence: Path,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._system = system
        self._url = url
        self._evidence = evidence
        self._session = Session(chromium, system, url, credentials, timeout_s)
        self._controls: dict[int, Voucher] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._session.drop()

    def find(self, search: Search) -> list[Voucher]:
        """Every voucher that matches, opened and read in full; see FinanceSystem.find."""
        with self._at_work("find") as evidence, failing_as(Unavailable):
            try:
                return self._found(search, evidence)
            except Expired:
                # Looking is harmless, so an old session is replaced and the whole search done again in the new one.
                self._session.drop()
                return self._found(search, evidence)

    def post(self, entry: Entry, crossing: Callable[[], None]) -> Receipt:
        """Registers the entry; see FinanceSystem.post. The point of no return lies between the two blocks."""
        with self._at_work(entry.key) as evidence:
            with failing_as(Unavailable):
                walk = self._filled_in(entry, evidence)
                evidence.picture(walk.page, "before")
                evidence.save()
            crossing()
            with failing_as(Unconfirmed):
                register = self._system.sheets["register"]
                run(walk, (register.commit,))
                run(walk, register.after)
                evidence.picture(walk.page, "after")
                voucher = self._opened(walk.seen["voucher_no"], evidence)
                if fields := compare(entry, voucher):
                    raise Unconfirmed(
                        f"登録された伝票 {voucher.voucher_no} が登録内容と違います（{'、'.join(fields)}）。"
                    )
            evidence.save()
        return Receipt(entry.key, voucher.voucher_no, datetime.now(UTC), voucher.values, evidence.files)

    def rehearse(self, entry: Entry) -> Rehearsal:
        """Everything but the commit: typed, confirmed by the system, compared; the commit button is looked for, not pressed."""
        with self._at_work(entry.key) as evidence, failing_as(Unavailable):
            walk = self._filled_in(entry, evidence)
            commit = self._system.sheets["register"].commit
            walk.arrive(commit, commit.screen or walk.screen)
            walk.spot(commit, "press")
            evidence.picture(walk.page, "rehearsed")
            evidence.save()
        return Rehearsal(entry.key, tuple(w.split()[0] for w in walk.warnings), evidence.files)

    @contextmanager
    def _at_work(self, key: str) -> Iterator[Evidence]:
        """Evidence of one piece of work. After trouble the session is given up: the next look happens in a fresh one."""
        at = datetime.now(UTC)
        evidence = Evidence(self._evidence / key / f"{at:%Y%m%dT%H%M%S.%f}Z")
        try:
            yield evidence
        except BaseException as failure:
            evidence.picture(self._session.current, "stopped")
            evidence.save()
            if hasattr(failure, "evidence"):
                failure.evidence = (*failure.evidence, *evidence.files)
            self._session.drop()
            raise

    def _walk(self, values: Mapping[str, str], evidence: Evidence) -> Walk:
        page = self._session.page(evidence)
        return Walk(self._system, self._url, page, values, self._session.dialogs, evidence)

    def _filled_in(self, entry: Entry, evidence: Evidence) -> Walk:
        """Typed, sent to the confirm screen, and every field there compared with the entry."""
        register, opened = self._system.sheets["register"], self._system.sheets["open"]
        if strange := sorted(name for name in entry.values if name not in opened.named_by("read")):
            raise Refused(f"手順書「open」が読み取らない値が登録内容にあります（{'、'.join(strange)}）。")
        walk = self._walk({**entry.values, "key": entry.key}, evidence)
        run(walk, register.before)
        walk.no_strange_warning(register.commit)
        if walk.differing:
            raise Refused(f"確認画面が登録内容と違います（{'、'.join(walk.differing)}）。登録していません。")
        return walk

    def _opened(self, voucher_no: str, evidence: Evidence) -> Voucher:
        walk = self._walk({"voucher_no": voucher_no}, evidence)
        run(walk, self._system.sheets["open"].steps)
        values = dict(walk.seen)
        if values.pop("voucher_no") != voucher_no:
            raise Unavailable(f"伝票 {voucher_no} を開いたはずが、別の伝票が表示されました。")
        return Voucher(voucher_no, values.pop("state"), values)

    def _found(self, search: Search, evidence: Evidence) -> list[Voucher]:
        self._prove_searching(search, evidence)
        rows = self._listed(search, evidence)
        vouchers = [self._opened(row["voucher_no"], evidence) for row in rows]
        if not all(answers(search, voucher) for voucher in vouchers):
            raise Unavailable("照会の結果に、条件に合わない伝票が混じっています。照会が正しく行われていません。")
        return vouchers

    def _listed(self, search: Search, evidence: Evidence) -> list[dict[str, str]]:
        """Rows of the result, of every page; a sheet that asks for one year is run once a year."""
        sheet = self._system.sheets["find"]
        years = [str(y) for y in search.fiscal_years] if "fiscal_year" in sheet.typed else [""]
        rows: dict[str, dict[str, str]] = {}
        for year in years:
            walk = self._walk({**conditions(search), "fiscal_year": year}, evidence)
            run(walk, sheet.steps)
            rows |= {row["voucher_no"]: row for row in walk.rows}
        return list(rows.values())

    def _prove_searching(self, search: Search, evidence: Evidence) -> None:
        """The same kind of search, in this session, must find the control voucher of every year: then "none" means none."""
        if not search.fiscal_years:
            raise Unavailable("照会する年度が指定されていません。")
        controls = [self._control(year, evidence) for year in search.fiscal_years]
        listed = {row["voucher_no"] for probe in probes(search, controls) for row in self._listed(probe, evidence)}
        for year, control in zip(search.fiscal_years, controls, strict=True):
            if control.voucher_no not in listed:
                raise Unavailable(f"{year}年度の確認用伝票が照会で見つかりません。照会の結果を信用できません。")

    def _control(self, year: int, evidence: Evidence) -> Voucher:
        """The voucher of that year that is known to exist; opened once, then looked for in every search."""
        if year not in self._controls:
            key = self._system.control_key(year)
            if not key:
                raise Unavailable(f"{year}年度の確認用伝票が、システムの設定（[control]）にありません。")
            rows = [r for r in self._listed(Search((year,), key=key), evidence) if r["fiscal_year"] == str(year)]
            if not rows:
                raise Unavailable(f"{year}年度の確認用伝票が照会で見つかりません。照会の結果を信用できません。")
            self._controls[year] = self._opened(rows[0]["voucher_no"], evidence)
        return self._controls[year]
