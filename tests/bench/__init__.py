"""How fast, measured end to end. Not part of `make test`."""
