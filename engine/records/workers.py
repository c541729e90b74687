"""How many worker processes: as many as cores may be used, and as fit into memory."""

from dataclasses import dataclass

from engine.records.memory import free_memory_bytes

GB = 10**9


@dataclass(frozen=True, slots=True)
class Workers:
    """How many workers, and why.

    Attributes:
        count: How many.
        reason: Why, in words.
    """

    count: int
    reason: str

    def __str__(self) -> str:
        return f"{_count(self.count, 'worker')}: {self.reason}"


def choose_workers(
    memory_gb: float,
    jobs: int,
    wanted: int | None = None,
    *,
    cores: int | None = None,
    free_gb: float | None = None,
) -> Workers:
    """Return how many workers to start: one at least.

    Args:
        memory_gb: Most memory that one of them takes, in GB of 10^9 bytes.
        jobs: How many jobs there are.
        wanted: As many as were asked for.
        cores: Cores that may be used; found out when None.
        free_gb: Free memory; found out when None.
    """
    cores = cores or usable_cores()
    if free_gb is None:
        free = free_memory_bytes()
        free_gb = None if free is None else free / GB
    fitting = cores if free_gb is None else int(free_gb / memory_gb)
    reasons = [_count(cores, "core"), _describe_memory(free_gb, memory_gb)]
    count = max(1, min(wanted or min(cores, fitting), jobs))
    if wanted and wanted <= jobs:
        reasons.insert(0, "as asked")
    elif count == jobs < min(cores, fitting):
        reasons.insert(0, _count(jobs, "result"))
    if count > fitting:
        reasons.append("it may run out")
    return Workers(count, ", ".join(reasons))


def usable_cores() -> int:
    """Return how many cores this process may use; affinity and quotas of containers count."""
    import joblib

    return int(joblib.cpu_count())


def _describe_memory(free_gb: float | None, memory_gb: float) -> str:
    if free_gb is None:
        return f"of memory a worker needs up to {memory_gb:.1f} GB, how much is free is not known"
    return f"{free_gb:.1f} GB free of which a worker needs up to {memory_gb:.1f}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
