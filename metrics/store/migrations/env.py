"""Run by Alembic, on the connection that `metrics.store.engines.migrate` hands over."""

from alembic import context

from metrics.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
