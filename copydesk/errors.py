"""The errors of copydesk, named for what the reader of the message should do next.

They cross process boundaries: each hands its own positional arguments to `Exception` and builds the
sentence in `__str__`, so that it survives pickling between a worker and its parent.
"""


class CopydeskError(Exception):
    """Anything copydesk raises on purpose."""


class UsageError(CopydeskError):
    """The command or its arguments cannot work: correct them and call again."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class RejectedError(CopydeskError):
    """One document that cannot be cleaned: it goes to quarantine, and the run goes on.

    `code` is a member of `copydesk.document.Reason`; `message` says what was found, with numbers.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class ShardError(CopydeskError):
    """A shard that could not be cleaned although it was retried: look at its cause, run again."""

    def __init__(self, shard: str, message: str) -> None:
        super().__init__(shard, message)
        self.shard = shard
        self.message = message

    def __str__(self) -> str:
        return f"shard {self.shard}: {self.message}"


class OutputError(CopydeskError):
    """An output that cannot be written: make room, or mend what the reason says, and run again."""

    def __init__(self, out: str, reason: str) -> None:
        super().__init__(out, reason)
        self.out = out
        self.reason = reason

    def __str__(self) -> str:
        return f"'{self.out}' cannot be written: {self.reason}; nothing half done is left, run again"


class PassingError(ShardError):
    """A shard that failed by chance, for want of memory or a file that could not be read: try it again."""


class ChangedError(CopydeskError):
    """A source that no longer holds the bytes it was planned with: plan its shard again."""

    def __init__(self, uri: str) -> None:
        super().__init__(uri)
        self.uri = uri

    def __str__(self) -> str:
        return f"{self.uri} changed"


class GateError(CopydeskError):
    """A release that failed its audit: nothing was published; `failures` has a line for each reason."""

    def __init__(self, failures: tuple[str, ...]) -> None:
        super().__init__(failures)
        self.failures = failures

    def __str__(self) -> str:
        return "the release was not published:\n" + "\n".join(f"  - {line}" for line in self.failures)


class VerificationError(CopydeskError):
    """A release whose files do not say what its manifest says: restore it, or build it again."""

    def __init__(self, failures: tuple[str, ...]) -> None:
        super().__init__(failures)
        self.failures = failures

    def __str__(self) -> str:
        return "the release does not verify:\n" + "\n".join(f"  - {line}" for line in self.failures)
