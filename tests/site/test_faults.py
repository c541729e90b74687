"""An author's mistakes, each in one line that names what there is."""

import pytest

from engine.site import faults
from engine.site.faults import explain

HEAD = "import pandas as pd\nframe = pd.DataFrame({'alpha': [1], 'mec_bits': [2]})\n"


@pytest.fixture
def run_as_study(tmp_path, monkeypatch):
    """Runs code as that of a study, and returns what is said of its error."""
    monkeypatch.setattr(faults, "ENGINE", tmp_path / "engine")
    monkeypatch.setattr(faults, "STUDIES", tmp_path / "engine" / "studies")
    path = tmp_path / "engine" / "studies" / "depth" / "exhibits.py"
    path.parent.mkdir(parents=True)

    def run(code):
        path.write_text(code, encoding="utf-8")
        try:
            exec(compile(code, str(path), "exec"), {})
        except Exception as error:
            return explain(error)
        return "no error"

    return run


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('frame["mec_bit"]', "line 3: KeyError: 'mec_bit'; did you mean mec_bits?"),
        ('frame["x"]', "line 3: KeyError: 'x'; known: alpha, mec_bits"),
        ('{"a": 1}["b"]', "line 3: KeyError: 'b'"),
        ('row = {"width": 1}\nrow["widht"]', "line 4: KeyError: 'widht'; did you mean width?"),
        ("frmae", "did you mean frame?"),
        ("frame.colums", "did you mean columns"),
        ("1 / 0", "line 3: ZeroDivisionError: division by zero"),
        ("import engine.theory.capacty", "No module named 'engine.theory.capacty'"),
        ("def f(:", "line 3: SyntaxError: "),
    ],
)
def test_what_is_said(run_as_study, code, said):
    line = run_as_study(HEAD + code)
    assert line.startswith("engine/studies/depth/exhibits.py, line ")
    assert said in line
    assert "\n" not in line


def test_a_fault_of_the_engine_itself_is_none():
    with pytest.raises(ZeroDivisionError) as caught:
        1 / 0  # noqa: B018
    assert explain(caught.value) is None
