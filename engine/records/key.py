"""The key of a result: everything that can change its numbers, hashed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any

from engine.records.code import sha256_text


class MissingPackageError(LookupError):
    """A package is not installed whose version is part of a key."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What went into a result beside its params.

    Attributes:
        code: SHA-256 over the syntax trees of the study's module and of all it imports.
        data: SHA-256 of each input file, by file name.
        packages: Version of each distribution that can change the numbers, by name.
        reads: SHA-256 over the keys of the records that it reads, by study.
    """

    code: str
    data: Mapping[str, str]
    packages: Mapping[str, str]
    reads: Mapping[str, str] = field(default_factory=dict)


def describe_inputs(inputs: Inputs) -> dict[str, Any]:
    """Return inputs as JSON values; what a study reads is named only where it reads something."""
    described: dict[str, Any] = {
        "code": inputs.code,
        "data": dict(inputs.data),
        "packages": dict(inputs.packages),
    }
    return {**described, "reads": dict(inputs.reads)} if inputs.reads else described


def canonical_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the one JSON text of a value: sorted keys, no spaces, no NaN.

    It is the same for a value and for what is read back of it: keys that are numbers become texts
    before they are sorted.

    Raises:
        ValueError: If the value holds NaN or an infinity.
        TypeError: If the value is not made of JSON types.
    """
    plain = json.loads(json.dumps(value, allow_nan=False))
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def record_key(study: str, params: Mapping[str, Any], inputs: Inputs) -> str:
    """Return the key of a result: SHA-256 over its study, params and inputs, in hexadecimal."""
    body = {"study": study, "params": params, **describe_inputs(inputs)}
    return sha256_text(canonical_json(body))


def package_versions(names: tuple[str, ...]) -> dict[str, str]:
    """Return the installed version of each distribution, without importing it.

    The build of a version does not count: "2.13.0+cpu" is "2.13.0", and computes the same.

    Raises:
        MissingPackageError: If one of them is not installed.
    """
    versions = {}
    for name in sorted(names):
        try:
            versions[name] = metadata.version(name).partition("+")[0]
        except metadata.PackageNotFoundError:
            raise MissingPackageError(
                f"the package {name} is not installed, and a study depends on its version; "
                "install the dependencies of pyproject.toml"
            ) from None
    return versions
