"""Lay out a new study: its folder and its page, small and whole, to be changed from there."""

import re
from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).parent / "templates" / "new_study"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FILES = {
    "__init__.py.txt": "engine/studies/$folder/__init__.py",
    "study.py.txt": "engine/studies/$folder/study.py",
    "exhibits.py.txt": "engine/studies/$folder/exhibits.py",
    "page.md.txt": "docs/$name.md",
}
_RESULTS = "  - Results:\n"


class NewStudyError(Exception):
    """A study that cannot be laid out; the message says why and what to do."""


def lay_out_study(root: Path, name: str) -> list[Path]:
    """Write a study's folder and its page, and enter the page into the navigation.

    Args:
        root: Folder of docs/, engine/ and mkdocs.yml.
        name: Name of the study, lower-case words joined by hyphens: "stack-width".

    Returns:
        The files written or changed, relative to `root`.

    Raises:
        NewStudyError: If the name is malformed or taken, or the navigation has no "Results".
    """
    if not _NAME.fullmatch(name):
        raise NewStudyError(
            f"the name {name!r} must be lower-case words joined by hyphens, like stack-width"
        )
    words = {
        "name": name,
        "folder": name.replace("-", "_"),
        "title": name.replace("-", " ").capitalize(),
    }
    files = {
        Path(Template(place).substitute(words)): TEMPLATES / template
        for template, place in _FILES.items()
    }
    for path in files:
        if (root / path).exists():
            raise NewStudyError(f"{path} is there already; choose another name")
    navigation = _with_page(root / "mkdocs.yml", words)
    for path, template in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        text = Template(template.read_text(encoding="utf-8")).substitute(words)
        (root / path).write_text(text, encoding="utf-8")
    (root / "mkdocs.yml").write_text(navigation, encoding="utf-8")
    return [*files, Path("mkdocs.yml")]


def _with_page(settings: Path, words: dict[str, str]) -> str:
    """Return the settings with the page as the last of the results; all else stays as it is."""
    text = settings.read_text(encoding="utf-8")
    if text.count(_RESULTS) != 1:
        raise NewStudyError(
            f"the navigation in {settings.name} has no single entry 'Results' to put the page in"
        )
    head, tail = text.split(_RESULTS)
    entries = re.match(r"(      .*\n)*", tail)
    assert entries is not None
    entry = f"      - {words['title']}: {words['name']}.md\n"
    return f"{head}{_RESULTS}{entries.group()}{entry}{tail[entries.end() :]}"
