"""The courts' systems: SPI (XML), and the documented CSV for a court that has neither system."""
