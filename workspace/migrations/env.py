"""Where Alembic starts: it works on the connection that `workspace.database` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from workspace.tables import metadata


def run(connection: Connection) -> None:
    """Bring the tables up to date inside the transaction that is already open."""
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
    context.run_migrations()


run(context.config.attributes["connection"])
