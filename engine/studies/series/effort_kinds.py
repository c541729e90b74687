"""What a record of the study of effort is about."""

BUDGET, GIVEN_UP = "budget", "given up"
"""What a record is about: n50 with a budget of steps, or networks given up as hopeless."""
