"""Lancashire Constabulary: its recorded crime, and the open data about it."""
