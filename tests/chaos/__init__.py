"""Faults that must change nothing."""
