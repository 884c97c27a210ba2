"""The ledger's migrations (Alembic), run by `metrics.store.engines.migrate`."""
