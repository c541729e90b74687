"""The published results of timm: all of them are read, each tag is told, bad rows are named."""

import pytest

from engine.networks.catalogue.families import families
from engine.networks.catalogue.family_slugs import family_slug
from engine.networks.catalogue.timm_results import (
    RESULTS_FILE,
    ResultsError,
    read_results,
    timm_results,
)
from engine.networks.catalogue.training_data import (
    TRAINING_DATA,
    WORDS_FILE,
    TagError,
    training_data,
)

LINES = RESULTS_FILE.read_text(encoding="utf-8").splitlines()


def test_every_line_of_the_file_is_a_result():
    results = timm_results()
    assert len(results) == len(LINES) - 1 == 1556
    assert len({one.weights for one in results}) == 1266
    assert len({one.architecture for one in results}) == 900
    assert all(one.top1_percent <= (one.top5_percent or 0) for one in results)


def test_one_line_is_read_as_it_stands():
    result = next(one for one in timm_results() if one.weights == "vgg11.tv_in1k")
    line = next(line for line in LINES if line.startswith("vgg11.tv_in1k,"))
    numbers = [float(text) for text in line.split(",")[3:]]
    assert [result.input_px, result.crop_fraction, result.parameters_millions] == numbers[:3]
    assert [result.top1_percent, result.top5_percent, result.real_labels_top1_percent] == numbers[
        3:6
    ]
    assert result.rendition_top1_percent == numbers[-1]


def test_every_tag_of_the_file_has_its_class():
    """By another way: what the names of large sets of images look like."""
    tags = {one.tag: one.training_data for one in timm_results()}
    web = (
        "clip",
        "laion",
        "openai",
        "jft",
        "ig1b",
        "yfcc",
        "swag",
        "seer",
        "webli",
        "m38m",
        "m30m",
    )
    for tag, found in tags.items():
        if any(name in tag for name in web):
            assert found == "web-scale", tag
        elif "6m" in tag:
            assert found == "not stated", tag
        elif any(name in tag for name in ("in21k", "in22k", "in12k", "ssld")):
            assert found == "ImageNet-21k", tag
        else:
            assert found == "ImageNet-1k", tag
            assert tag.endswith("in1k") or tag.rpartition("_")[0].endswith("in1k"), tag


def test_every_word_is_used_or_known():
    used = {word for one in timm_results() for word in one.tag.split("_")}
    rows = [line.split(",", 1)[0] for line in WORDS_FILE.read_text().splitlines()[1:]]
    assert len(rows) == len(set(rows))
    assert set(rows) <= used


@pytest.mark.parametrize(
    ("tag", "said"), [("a1_in2k", "in2k"), ("a1_ra", "no set of images"), ("", "unknown")]
)
def test_a_tag_that_cannot_be_read_is_refused(tag, said):
    with pytest.raises(TagError, match=said):
        training_data(tag)


def test_the_widest_set_counts():
    assert training_data("in1k_ft_in22k_in1k") == "ImageNet-21k"
    assert training_data("in12k_ft_in1k_384") == "ImageNet-21k"
    assert training_data("mim_m38m_ft_in22k_in1k") == "web-scale"
    assert TRAINING_DATA.index("ImageNet-1k") < TRAINING_DATA.index("web-scale")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda line: line.replace("vgg11,", "vgg12,"), "line 2: the weights"),
        (lambda line: line.replace(",224,", ",wide,"), "line 2: input_px is 'wide'"),
        (lambda line: line.rpartition(",")[0] + ",104", "rendition_top1_percent: '104'"),
        (lambda line: line.rpartition(",")[0] + ",abc", "rendition_top1_percent: 'abc'"),
        (lambda line: line.replace("tv_in1k", "tv_in3k"), "line 2: tag 'tv_in3k'"),
        (lambda line: line + "\n" + line, "stands twice"),
    ],
)
def test_a_malformed_row_is_named(tmp_path, change, said):
    line = next(line for line in LINES if line.startswith("vgg11.tv_in1k,"))
    path = tmp_path / "results.csv"
    path.write_text(f"{LINES[0]}\n{change(line)}\n", encoding="utf-8")
    with pytest.raises(ResultsError, match=said):
        read_results(path)


def test_other_columns_are_refused(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text("weights,top1\nvgg11.tv_in1k,70\n", encoding="utf-8")
    with pytest.raises(ResultsError, match="expected weights, architecture"):
        read_results(path)


def test_a_value_that_is_not_published_is_none(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text(f"{LINES[0]}\nvgg11.tv_in1k,vgg11,tv_in1k,224,0.875,132.86,69,88,,,,,\n")
    (result,) = read_results(path)
    assert result.real_labels_top1_percent is None
    assert result.top1_percent == 69


def test_every_family_of_keras_and_torchvision_has_a_slug():
    for family in families():
        slugs = set()
        for library in ("keras", "torchvision"):
            try:
                slugs.add(family_slug(library, family.name))
            except LookupError:
                continue
        assert len(slugs) == 1, family.name


def test_a_family_without_a_slug_is_refused():
    with pytest.raises(LookupError, match="'Wavelets' of keras has no slug; add a row"):
        family_slug("keras", "Wavelets")
