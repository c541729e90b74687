"""Which form is for which class, as the page tells authors and the tests compile it."""

from engine.exhibits.export.forms import CLASSES, Form, Placement, describe_classes


def test_the_environment_is_put_in_place_at_both_ends_and_nowhere_else():
    text = "\\begin{table}\n\\begin{tabular}{l}\ntable\n\\end{tabular}\n\\end{table}\n"
    assert Placement(Form.NARROW, "table").put(text) == text
    assert Placement(Form.NARROW, "table*").put(text) == (
        "\\begin{table*}\n\\begin{tabular}{l}\ntable\n\\end{tabular}\n\\end{table*}\n"
    )


def test_every_class_has_a_row_that_names_its_files():
    rows = list(describe_classes())
    assert [row["class"] for row in rows] == [f"`{one.command}`" for one in CLASSES]
    for one, row in zip(CLASSES, rows, strict=True):
        for placement in one.tables:
            assert f"`{placement.form.file('<id>')}`" in row["table"]
        assert ("`table*`" in row["table"]) == any(
            placement.environment == "table*" for placement in one.tables
        )


def test_the_full_form_is_offered_for_an_article_alone():
    assert [one.name for one in CLASSES if Placement(Form.FULL) in one.tables] == ["article"]
