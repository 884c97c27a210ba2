"""Lancashire's recorded crime, simulated: seeded and pure, no clock, no network. All invented.

A crime has a life: what its row says from which instant on. An export is what all rows said at an
instant; a trickle is what they said between two; traffic is the same as contract events, repeated
and out of order. Every rate is a row of a CSV file beside this module, with its source.
Shell: `producers.simulate_cli`. What it is held against: docs/simulator.md.
"""
