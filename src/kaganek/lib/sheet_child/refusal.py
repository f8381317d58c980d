"""The one way this process says no."""


class Refusal(Exception):
    """The file cannot be read: a code and the facts a person needs to repair it."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
