"""The one error of an installation: one line that says what is wrong and what to do."""


class InstallError(Exception):
    """Something that keeps the environment from being made; the message is one line."""
