"""Where the book is kept: SQLite or PostgreSQL, one promise (tests/conformance)."""
