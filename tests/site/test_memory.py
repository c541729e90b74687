"""What is made once, and made again."""

from pathlib import Path

from engine.site.memory import Memory


def make(memory, *made_of):
    return memory.once("name", made_of, object)


def test_the_same_is_made_once_and_something_else_anew():
    memory, build = Memory(), object()
    first = make(memory, build, "page/", True, Path("docs"))
    assert make(memory, build, "".join(["page", "/"]), True, Path("docs")) is first
    assert make(memory, build, "other/", True, Path("docs")) is not first
    assert make(memory, build, "page/", True) is not first


def test_what_only_looks_the_same_is_made_anew():
    memory = Memory()
    first = make(memory, [1])
    assert make(memory, [1]) is not first


def test_names_do_not_share():
    memory = Memory()
    assert memory.once("one", (), object) is not memory.once("two", (), object)
