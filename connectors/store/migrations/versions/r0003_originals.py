"""Scans of which only a masked copy is kept: the keyed hash of the original.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("scans", sa.Column("original_hmac", sa.Text()))
    op.create_index("scans_by_original", "scans", ["original_hmac"], unique=True)
