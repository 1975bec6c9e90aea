"""What Denpyo knows, kept in one database: SQLite on one machine, PostgreSQL for several.

Every function takes the connection of an open transaction: `with writing(store) as db:` or `with reading(store) as db:`.
What belongs together is written in one `writing` block and is there as a whole or not at all.
"""

from connectors.store.database import Db, Store, open_store, reading, writing
from connectors.store.refusals import Moved, NotAllowed, NotKnown

__all__ = ["Db", "Moved", "NotAllowed", "NotKnown", "Store", "open_store", "reading", "writing"]
