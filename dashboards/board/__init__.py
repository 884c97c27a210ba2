"""The board page: the catalogue's figures as accessible pages, charts and files."""
