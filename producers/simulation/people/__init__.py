"""What befalls the simulated people outside court: bail, charging, cautions, probation, prison.

The same people and crimes as the police's rows and the courts' cases, told as CPS's messages, as
HMPPS's domain events, and as the registers' rows. Every rate is a row of a CSV file beside this
module, with its source. Shell: `producers.simulate_people`.
"""
