"""The courts' systems: HMCTS Common Platform."""
