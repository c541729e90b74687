"""The table of all architectures: what stands first on its page, and a family of all libraries."""

from engine.studies.atlas.model_tables import models_table
from tests.studies.atlas.samples import RECORDS, models


def test_the_page_begins_with_what_its_readers_come_for():
    shown = [column.name for column in models_table(models(), RECORDS).page_columns]
    assert shown[:6] == [
        "model",
        "decision_layer_bits",
        "top1_percent",
        "parameters",
        "library",
        "page_family",
    ]
    assert not {"year", "family"} & set(shown)


def test_files_keep_their_columns_and_new_ones_come_last():
    names = models_table(models(), RECORDS).to_csv().splitlines()[0].split(",")
    assert names[:5] == ["model", "library", "family", "kind", "year"]
    assert names[-2:] == ["top1_highest_percent", "page_family"]


def test_one_family_holds_its_architectures_of_all_libraries():
    table = models_table(models(), RECORDS)
    frame = table.frame.set_index("model")
    assert set(frame.loc[["ResNet50", "resnet50", "resnet101"], "page_family"]) == {"ResNet"}
    assert frame.at["vgg_16", "page_family"] == "vgg"
    (family,) = [column for column in table.page_columns if column.label == "Family"]
    assert (family.name, family.facet) == ("page_family", True)
