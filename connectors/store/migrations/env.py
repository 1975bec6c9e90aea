"""Run by alembic: uses the connection, and the transaction, that `upgrade` was given."""

from alembic import context

from connectors.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
