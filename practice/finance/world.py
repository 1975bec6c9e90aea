"""Everything one running system consists of."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from practice.finance.audit import JAPAN
from practice.finance.masters import Masters
from practice.finance.session import Sessions, User
from practice.finance.traps import Traps


@dataclass(frozen=True)
class World:
    masters: Masters
    database: Engine
    sessions: Sessions
    traps: Traps
    users: dict[str, User]
    password: str
    today: date
    seed: int

    def now(self) -> datetime:
        """The business day with the clock's time of day."""
        return datetime.combine(self.today, datetime.now(JAPAN).timetz())
