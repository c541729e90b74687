"""What each study costs at each profile: measured where a build has noted it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from engine.records.files import write_atomically
from engine.records.made import core_seconds
from engine.records.record import SCHEMA, RecordError
from engine.records.reference import FOLDER
from engine.records.store import Build

FILE: Final = f"{FOLDER.partition('/')[2]}/costs.json"
"""Below docs/."""


class CostsError(RecordError):
    """Noted costs that cannot be read; the message names the file."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Core-seconds of studies, by profile and study, as they were measured once.

    Attributes:
        path: The file.
        profiles: By profile: `version` of the report, `cpus` that computed, and `studies`.
    """

    path: Path
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, docs: Path) -> Self:
        """Return the costs that are noted under docs/; none where there is no file.

        Raises:
            CostsError: If the file is damaged.
        """
        path = docs / FILE
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
            if body["schema"] != SCHEMA:
                raise ValueError(f"schema {body['schema']!r}")
            profiles = body["profiles"]
            for one in profiles.values():
                dict(one["studies"])
            return cls(path, profiles)
        except FileNotFoundError:
            return cls(path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CostsError(
                f"{path} is damaged ({error}); delete it, and note the costs of a build anew with "
                "`python -m engine reference --costs`"
            ) from error

    def measured(self, profile: str, study: str) -> float | None:
        """Return the core-seconds of a study; None where none are noted."""
        found = self.profiles.get(profile, {}).get("studies", {}).get(study)
        return None if found is None else float(found)

    def note(self, build: Build, version: str) -> Path:
        """Write down what the studies of a build cost, in place of what was known of its profile.

        Raises:
            WriteError: If the file cannot be written.
        """
        records = [one for found in build.records.values() for one in found]
        noted = {
            "version": version,
            "cpus": sorted({one.made["cpu"] for one in records}),
            "studies": {
                name: round(sum(core_seconds(one.made) for one in found), 1)
                for name, found in sorted(build.records.items())
                if found
            },
        }
        profiles = {**self.profiles, build.profile: noted}
        body = {"schema": SCHEMA, "profiles": dict(sorted(profiles.items()))}
        write_atomically(self.path, json.dumps(body, indent=1) + "\n")
        return self.path
