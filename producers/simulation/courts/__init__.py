"""The courts' side of the simulated area: the cases of the crimes charged, and others. Invented.

A crime whose outcome is a charge becomes a case, which has a journey: a list of steps, each on its
day. The steps are told as native messages of both systems, and what neither tells as rows. Every
rate is a row of a CSV file beside this module, with its source. Shell: `producers.simulate_cli`.
"""
