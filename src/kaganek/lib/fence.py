"""The fence that a child process puts round itself before it opens a file nobody trusts."""

import sys


def fence(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Bound this process for good: memory, processor time, no files written, no core dump.

    Windows has no rlimits; there the parent's clock is the only fence.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - the module does not exist on Windows

    for what, soft, hard in (
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(what, (soft, hard))
