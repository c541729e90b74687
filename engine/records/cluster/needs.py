"""What a worker must have to compute the same numbers: the engine, packages, data."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import engine
from engine.records.cluster.on_worker import hash_folder
from engine.records.plan import Job

_ROOT = Path(engine.__file__).parent
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where studies find their input files, here and on workers.

    Attributes:
        variable: The variable of the environment that names the folder.
        root: The folder on this machine.
        paths: Path of each file below the folder, by its name.
    """

    variable: str
    root: Path
    paths: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Needs:
    """What the jobs of a run need of a worker.

    Attributes:
        engine: SHA-256 over the files of the engine.
        packages: Version of each distribution that can change the numbers, by name.
        variable: The variable that names the folder of the data, or empty.
        data: SHA-256 of each input file, by its path below that folder.
    """

    engine: str
    packages: Mapping[str, str]
    variable: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


def find_needs(jobs: Sequence[Job], folder: DataFolder | None) -> Needs:
    """Return what some jobs need of a worker."""
    packages: dict[str, str] = {}
    data: dict[str, str] = {}
    for job in jobs:
        packages.update(job.inputs.packages)
        if folder:
            for name, digest in job.inputs.data.items():
                if name in folder.paths:
                    data[folder.paths[name]] = digest
    return Needs(hash_folder(str(_ROOT)), packages, folder.variable if folder else "", data)


def pack_engine() -> bytes:
    """Return the engine's files as a zip: the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(_ROOT.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                name = path.relative_to(_ROOT.parent).as_posix()
                archive.writestr(zipfile.ZipInfo(name, _FIRST_DATE), path.read_bytes())
    return buffer.getvalue()
