"""What the figures are: events fold into state, state yields contributions, they add up."""
