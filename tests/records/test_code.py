import pytest

from engine.records.code import code_hash, imported_modules

NARROW, WIDE = "experiments.narrow", "experiments.wide"


@pytest.mark.parametrize(
    "edited",
    [
        "# a comment\ndef bits(n):\n    return n + 1  # another\n",
        '"""A docstring."""\ndef bits(n):\n    """One more bit."""\n    return n + 1\n',
        "def bits(\n    n,\n):\n\n    return (n\n            + 1)\n",
        'def bits(n):\n    return n + 1\n"""What stands above, explained."""\n',
    ],
    ids=["comment", "docstring", "layout", "attribute docstring"],
)
def test_what_changes_no_number_changes_no_hash(fake_engine, edited):
    before = fake_engine.hashes(NARROW, WIDE)
    fake_engine.write("theory.capacity", edited)
    assert fake_engine.hashes(NARROW, WIDE) == before


def test_a_helper_changes_exactly_the_studies_that_import_it(fake_engine):
    before = fake_engine.hashes(NARROW, WIDE)
    fake_engine.write("theory.units", "FACTOR = 1024\n")
    after = fake_engine.hashes(NARROW, WIDE)
    assert after[NARROW] == before[NARROW]
    assert after[WIDE] != before[WIDE]
    fake_engine.write("theory.capacity", "def bits(n):\n    return n + 2\n")
    assert fake_engine.hashes(NARROW)[NARROW] != before[NARROW]


def test_reverting_an_edit_brings_the_old_hash_back(fake_engine):
    before = fake_engine.hashes(WIDE)
    fake_engine.write("theory.units", "FACTOR = 1024\n")
    fake_engine.write("theory.units", "FACTOR = 8\n")
    assert fake_engine.hashes(WIDE) == before


def test_a_new_module_that_nobody_imports_changes_nothing(fake_engine):
    before = fake_engine.hashes(NARROW, WIDE)
    fake_engine.write("theory.other", "X = 1\n")
    assert fake_engine.hashes(NARROW, WIDE) == before


@pytest.mark.parametrize(
    "statement",
    [
        "from engine.theory.units import FACTOR",
        "from engine.theory import units",
        "from engine.theory import units as u",
        "import engine.theory.units",
        "import engine.theory.units as u",
        "from ..theory.units import FACTOR",
        "from ..theory import units",
        "def compute(params):\n    from engine.theory.units import FACTOR",
        "if True:\n    import engine.theory.units",
        "try:\n    import engine.theory.units\nexcept ImportError:\n    pass",
        "if TYPE_CHECKING:\n    pass\nelse:\n    import engine.theory.units",
        "if not TYPE_CHECKING:\n    import engine.theory.units",
    ],
)
def test_every_form_of_import_is_followed(fake_engine, statement):
    fake_engine.write("experiments.one", statement + "\n")
    assert imported_modules("engine.experiments.one") == {
        "engine.experiments.one",
        "engine.theory.units",
    }


@pytest.mark.parametrize("guard", ["TYPE_CHECKING", "typing.TYPE_CHECKING"])
def test_what_only_a_type_checker_reads_is_not_followed(fake_engine, guard):
    fake_engine.write("experiments.one", f"if {guard}:\n    import engine.theory.units\n")
    assert imported_modules("engine.experiments.one") == {"engine.experiments.one"}


def test_packages_that_hold_code_are_followed_too(fake_engine):
    fake_engine.write("theory.__init__", "from engine.theory.units import FACTOR\nHELPER = 1\n")
    fake_engine.write("experiments.one", "from engine.theory import HELPER, capacity\n")
    expected = {f"engine.{name}" for name in ("theory", "theory.capacity", "theory.units")}
    assert imported_modules("engine.experiments.one") == {"engine.experiments.one", *expected}
    fake_engine.write("experiments.one", "import engine.theory.capacity\n")
    assert imported_modules("engine.experiments.one") == {"engine.experiments.one", *expected}


def test_the_version_of_the_engine_counts_only_where_it_is_imported(fake_engine):
    before = fake_engine.hashes(NARROW)
    fake_engine.write("__init__", "__version__ = '1.0'\n")
    assert fake_engine.hashes(NARROW) == before
    fake_engine.write("experiments.one", "from engine import __version__\n")
    assert "engine" in imported_modules("engine.experiments.one")


def test_modules_that_import_each_other(fake_engine):
    fake_engine.write("theory.units", "import engine.networks.layers\n")
    assert {"engine.theory.units", "engine.networks.layers"} <= imported_modules(f"engine.{WIDE}")


@pytest.mark.parametrize("module", ["engine.experiments.absent", "numpy.linalg", "engine2.x"])
def test_a_module_that_the_engine_does_not_have(module):
    with pytest.raises(ModuleNotFoundError, match=f"{module} is not a module of engine"):
        code_hash(module)


def test_every_study_hashes_what_it_is_made_of():
    modules = imported_modules("engine.studies.backbones.study")
    assert {
        "engine.theory.capacity",
        "engine.networks.head",
        "engine.networks.keras.adapter",
    } < modules
    records = {name for name in modules if name.startswith("engine.records")}
    assert records == {"engine.records.source"}
    assert not {name for name in modules if name.startswith("engine.site")}
