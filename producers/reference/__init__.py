"""Code lists and places, as data. Imports nothing of ours; sources and licences: README.md."""
