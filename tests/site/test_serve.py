"""A copy of the tree under `serve`: what an edit brings, and what a mistake leaves."""

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests import ROOT

LEFT_OUT = shutil.ignore_patterns("build", ".nox", ".git", "__pycache__", "tests")
PATIENCE_SECONDS = 120

pytestmark = pytest.mark.recipe


class Served:
    """A report that is being served, and what the server says."""

    def __init__(self, root):
        self.root = root
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.log = root / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "engine", "serve", "--address", self.address],
                cwd=root,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self, find, what):
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, self.said()
            if find():
                return
            time.sleep(0.1)
        raise AssertionError(f"{what} was not seen; the server said:\n{self.said()}")

    def said(self):
        return self.log.read_text(encoding="utf-8")

    def page(self, path):
        try:
            with urllib.request.urlopen(f"http://{self.address}/{path}", timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return f"status {error.code}"

    def sees(self, path, text):
        self.wait(lambda: text in self.page(path), text)

    def hears(self, text):
        self.wait(lambda: text in self.said(), text)

    def edit(self, name, old, new):
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    root = tmp_path_factory.mktemp("serve") / "tree"
    shutil.copytree(ROOT, root, ignore=LEFT_OUT)
    run = [sys.executable, "-m", "engine"]
    subprocess.run([*run, "new-study", "stack-width"], cwd=root, check=True, capture_output=True)
    one = Served(root)
    try:
        one.hears("Serving on")
        yield one
    finally:
        one.process.terminate()
        one.process.wait()


def test_from_nothing_to_a_study_on_its_page_and_every_edit_seen(served):
    assert "waits for records" in served.page("stack-width/")
    compute = ["compute", "--profile", "quick", "--study", "stack-width"]
    subprocess.run([sys.executable, "-m", "engine", *compute], cwd=served.root, check=True)
    served.sees("stack-width/", "The widest stack has 16 neurons.")
    served.edit("docs/stack-width.md", "The widest stack", "The very widest stack")
    served.sees("stack-width/", "The very widest stack has 16 neurons.")
    served.edit("engine/studies/stack_width/exhibits.py", '"Width-capped", "i', '"Capped", "i')
    served.sees("stack-width/", "Capped")
    served.sees("data/stack-width.tex", "Capped")
    assert "wait for records" in served.page("mnist/")


def test_a_mistake_is_one_line_and_the_site_stays(served):
    before = served.page("stack-width/")
    served.edit("engine/studies/stack_width/exhibits.py", '["mec_bits"]', '["mec_bit"]')
    served.hears("KeyError: 'mec_bit'; did you mean mec_bits?")
    assert re.sub(r"livereload\(.*", "", served.page("stack-width/")) == re.sub(
        r"livereload\(.*", "", before
    )
    assert "Traceback" not in served.said()
    served.edit("engine/studies/stack_width/exhibits.py", '["mec_bit"]', '["mec_bits"]')
    served.edit("docs/stack-width.md", "stack_width.largest", "stack_width.largets")
    served.hears("has no attribute 'largets'; it has largest")
    served.edit("docs/stack-width.md", "stack_width.largets", "stack_width.largest")
    served.edit("docs/stack-width.md", "The very widest", "Again the widest")
    served.sees("stack-width/", "Again the widest stack has 16 neurons.")


def test_a_new_page_and_other_code_of_the_engine(served):
    (served.root / "docs" / "new.md").write_text("# New\n\nNew page.\n", encoding="utf-8")
    served.sees("new/", "New page.")
    served.edit("engine/exhibits/prose.py", '"""', '"""Changed. ')
    served.hears("starting anew")
    served.wait(lambda: served.said().count("Serving on") == 2, "a second start")
    served.sees("stack-width/", "16 neurons")
