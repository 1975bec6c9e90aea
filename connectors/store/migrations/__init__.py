"""The one way a store's tables come to be and change, on SQLite and PostgreSQL alike: alembic revisions in versions/."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def is_current(db: Connection) -> bool:
    """Does the database stand at the newest revision?"""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return MigrationContext.configure(db).get_current_revision() == newest


def upgrade(db: Connection) -> None:
    """Brings the database to the newest revision inside the open transaction: wholly, or not at all."""
    config = _config()
    config.attributes["connection"] = db
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
