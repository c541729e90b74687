"""From a bare system to an environment that computes; needs but a Python that runs nox."""
