"""Probation and prisons, whose systems share one stream of domain events."""
