"""Which form is for which class, as the page tells authors and the tests compile it."""

from engine.exhibits.export.forms import CLASSES, Form, Placement, describe_classes


def test_the_environment_is_put_in_place_at_both_ends_and_nowhere_else():
    text = "\\begin{table}\n\\begin{tabular}{l}\ntable\n\\end{tabular}\n\\end{table}\n"
    assert Placement(Form.NARROW, "table").put(text) == text
    assert Placement(Form.NARROW, "table*").put(text) == (
        "\\begin{table*}\n\\begin{tabular}{l}\ntable\n\\end{tabular}\n\\end{table*}\n"
    )


def test_every_class_has_a_row_that_names_its_forms():
    rows = {row["name"].strip("`"): row for row in describe_classes()}
    assert list(rows) == [one.name for one in CLASSES]
    assert rows["article"]["table"] == "full; narrow, in `table`"
    assert rows["IEEEtran"]["table"] == "narrow, in `table` or `table*`"
    assert rows["beamer"]["table"] == "slide, in `table`"
    assert rows["beamer"]["figure"] == "its PNG or PDF"
    assert {row["figure"] for name, row in rows.items() if name != "beamer"} == {"narrow"}


def test_the_command_of_a_class_has_its_options():
    commands = {one.name: one.command for one in CLASSES}
    assert commands["acmart"] == "\\documentclass[sigconf]{acmart}"
    assert commands["llncs"] == "\\documentclass{llncs}"


def test_the_full_form_is_offered_for_an_article_alone():
    assert [one.name for one in CLASSES if Placement(Form.FULL) in one.tables] == ["article"]
