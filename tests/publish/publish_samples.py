"""A repository like this one, a bare one to push to, and sites to publish."""

import json
import subprocess

from engine.records.document import document_text
from engine.records.key import Inputs, record_key
from engine.records.record import Record
from engine.records.store import Build

ADDRESS = "https://example.org/report"
MADE = {"seconds": 1.0, "cpu": "any", "python": "3.11", "commit": "abc", "time": "now"}


def git(folder, *arguments):
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def make_build(mec_bits):
    params = {"network": "cnn1"}
    inputs = Inputs(code="c0de", data={}, packages={})
    key = record_key("sizes", params, inputs)
    return Build(
        "paper", {"sizes": (Record("sizes", params, key, inputs, {"mec_bits": mec_bits}, MADE),)}
    )


class Repository:
    """A clone with what publishing looks at, and the bare repository that it pushes to."""

    def __init__(self, root, monkeypatch):
        self.folder, self.remote, self.site = root / "clone", root / "remote.git", root / "site"
        self._monkeypatch = monkeypatch
        git(root, "init", "--quiet", "--bare", str(self.remote))
        git(root, "clone", "--quiet", str(self.remote), str(self.folder))
        git(self.folder, "config", "user.name", "An author")
        git(self.folder, "config", "user.email", "author@example.org")

    def set_version(self, version):
        """Commit a version, as an author does before publishing it."""
        self._monkeypatch.setattr("engine.__version__", version)
        (self.folder / "CITATION.cff").write_text(f"version: {version}\n")
        (self.folder / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')
        git(self.folder, "add", ".")
        git(self.folder, "commit", "--quiet", "--message", f"Version {version}")

    def build_site(self, version, mec_bits=12, address=None):
        """Write a site of a few files, as a build of a version leaves it."""
        data = self.site / "data"
        data.mkdir(parents=True, exist_ok=True)
        (self.site / "index.html").write_text(f"<h1>Version {version}</h1>\n")
        (data / "records.json").write_text(document_text(make_build(mec_bits), version))
        address = address or f"{ADDRESS}/{version}/"
        (data / "mec-report.bib").write_text(f"@misc{{x,\n  url = {{{address}}},\n}}\n")
        return self.site

    def read(self, name, branch="gh-pages", folder=None):
        """What a file on the published branch holds, in the remote if not told otherwise."""
        return git(folder or self.remote, "show", f"{branch}:{name}")

    def versions(self):
        return {
            one["version"]: tuple(one["aliases"]) for one in json.loads(self.read("versions.json"))
        }

    def heads(self):
        """Commits of the published branch: in the clone, and in the remote."""
        return tuple(
            git(folder, "for-each-ref", "--format=%(objectname)", "refs/heads/gh-pages")
            for folder in (self.folder, self.remote)
        )
