"""The courts' systems: Common Platform, SPI, and a register for a court with neither."""
