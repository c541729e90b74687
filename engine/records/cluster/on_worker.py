"""What runs on a worker before the engine is there: it needs the standard library alone.

These functions travel by value. A job runs in a process below the worker, one for each framework:
so it computes under the same conditions as on one machine, whatever the worker has imported, and
one that takes too much memory does not take the worker with it.
"""

import errno
import hashlib
import io
import os
import pickle
import struct
import subprocess
import sys
import threading
import zipfile
from importlib import metadata, util
from pathlib import Path
from typing import Any, NamedTuple

JOB_MODULE = "engine.records.cluster.child"


class Seen(NamedTuple):
    """What a worker has.

    Attributes:
        engine: SHA-256 over the files of its engine, or None where it has none.
        packages: Version of each package that was asked for, None where it is not installed.
        data: SHA-256 of each data file, None where it is not there.
        folder: Its own folder, in which what is sent may be written.
    """

    engine: str | None
    packages: dict[str, str | None]
    data: dict[str, str | None]
    folder: str


def hash_folder(folder: str) -> str:
    """Return SHA-256 over the names and contents of the files under a folder, caches left out."""
    digest = hashlib.sha256()
    root = Path(folder)
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def look(packages: list[str], variable: str, data: list[str], dask_worker: Any = None) -> Seen:  # noqa: ANN401
    """Return what a worker has of what a run needs; nothing is imported."""
    dask_worker.__dict__["_mec_asked"] = True
    found = util.find_spec("engine")
    origin = str(Path(found.origin).parent) if found and found.origin else None
    folder = _data_root(variable, dask_worker.local_directory)
    return Seen(
        hash_folder(origin) if origin else None,
        {name: _version(name) for name in packages},
        {path: _hash_file(folder / path) for path in data},
        dask_worker.local_directory,
    )


def receive_engine(digest: str, packed: bytes, dask_worker: Any = None) -> None:  # noqa: ANN401
    """Unpack the engine into the worker's own folder, whole or not at all.

    Raises:
        OSError: If it cannot be written.
        ValueError: If what arrived is not what was sent.
    """
    target = _engine_root(digest, dask_worker.local_directory)
    if target.is_dir() and hash_folder(str(target / "engine")) == digest:
        return
    part = target.with_name(f"{target.name}-{os.getpid()}.part")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(part)
    if hash_folder(str(part / "engine")) != digest:
        raise ValueError("the engine arrived damaged")
    part.rename(target)


def receive_file(variable: str, path: str, packed: bytes, dask_worker: Any = None) -> None:  # noqa: ANN401
    """Write a data file that a worker lacks, whole or not at all.

    Raises:
        OSError: If it cannot be written.
    """
    import gzip

    target = _data_root(variable, dask_worker.local_directory) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(gzip.decompress(packed))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


class Setup(NamedTuple):
    """How a process that computes is started.

    Attributes:
        engine: SHA-256 of the engine that must compute.
        variable: The variable that names the folder of the data, or empty.
        environment: More variables of its environment.
    """

    engine: str
    variable: str
    environment: dict[str, str]


def run_job(setup: Setup, framework: str, job: bytes) -> tuple[Any, ...]:
    """Run a job in a process below this worker, and return what it answers.

    Args:
        setup: How such a process is started.
        framework: The framework of the job: a process sees one only.
        job: The job, pickled: function, params, sources.

    Returns:
        The address of the worker, then "done" and what `engine.records.execute.run_one` returns,
        pickled; or "fault", the cause and the package that lacks, if it is the worker that cannot
        compute; "killed" if the process was killed; "unasked" if the worker is not the one that was
        there before under its address.
    """
    from distributed import get_worker

    worker = get_worker()
    if "_mec_asked" not in worker.__dict__:
        return worker.address, "unasked"
    lock = worker.__dict__.setdefault("_mec_lock", threading.Lock())
    idle = worker.__dict__.setdefault("_mec_idle", {})
    kind = (setup.engine, framework)
    with lock:
        children = idle.setdefault(kind, [])
        child = children.pop() if children else None
    if child is None or child.poll() is not None:
        try:
            child = _start_child(setup, worker.local_directory)
        except OSError as error:
            return worker.address, "fault", str(error), None
    try:
        answer = _ask(child, job)
    except (OSError, struct.error, EOFError, pickle.UnpicklingError):
        child.kill()
        child.wait()
        return worker.address, "killed"
    with lock:
        children.append(child)
    return worker.address, *answer


def _ask(child: "subprocess.Popen[bytes]", job: bytes) -> tuple[Any, ...]:
    if child.stdin is None or child.stdout is None:
        raise OSError("the process has no pipes")
    child.stdin.write(struct.pack("<Q", len(job)) + job)
    child.stdin.flush()
    (size,) = struct.unpack("<Q", child.stdout.read(8))
    answer: tuple[Any, ...] = pickle.loads(child.stdout.read(size))
    return answer


def end_children(dask_worker: Any = None) -> None:  # noqa: ANN401
    """End the processes that computed and wait for more."""
    for children in dask_worker.__dict__.pop("_mec_idle", {}).values():
        for child in children:
            child.stdin.close()


def _start_child(setup: Setup, folder: str) -> "subprocess.Popen[bytes]":
    """Start a process that computes jobs, with the engine that was asked for."""
    sent = _engine_root(setup.engine, folder)
    paths = [str(sent)] if sent.is_dir() else []
    paths += [path for path in sys.path if path]
    env = {**setup.environment, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    if setup.variable:
        env[setup.variable] = str(_data_root(setup.variable, folder))
    return subprocess.Popen(
        [sys.executable, "-m", JOB_MODULE, str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=env,
        cwd=folder,
    )


def _engine_root(digest: str, folder: str) -> Path:
    return Path(folder) / f"mec-engine-{digest[:16]}"


def _data_root(variable: str, folder: str) -> Path:
    return Path(os.environ.get(variable) or Path(folder) / "mec-data")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name).partition("+")[0]
    except metadata.PackageNotFoundError:
        return None


def _hash_file(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_full(error: OSError) -> bool:
    """Tell whether an error is that of a full disk, or of a quota that is used up."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
