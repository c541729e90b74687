"""What agrees with timm's files and with torchvision, and what does not, is told by the records."""

from engine.exhibits.claim import Verdict
from engine.networks.catalogue.timm_results import timm_results
from engine.studies.atlas.timm_agreement import (
    count_several_heads,
    judge_agreement,
    training_words_table,
)
from tests.studies.atlas.atlas_samples import (
    library_source,
    make_build,
    timm_model,
    timm_source,
)

PUBLISHED = {one.architecture: one.parameters_millions for one in timm_results()}


def build_pair(*, off=0, hidden=()):
    """ResNet-18 and VGG-11 in two libraries; timm's differ by parameters or in layers."""
    models, others = [], []
    for name, features in (("resnet18", 512), ("vgg11", 4096)):
        parameters = round(PUBLISHED[name] * 1e6)
        models.append(timm_model(name, features, parameters=parameters + off))
        other = library_source("torchvision", name, "A", features)
        other.result["measured"]["parameters"] = parameters
        others.append(other)
    for sizes in hidden:
        numbers = others[1].result["measured"]
        numbers["classifier_sizes"] = sizes
        numbers["mec_bits"] = {**numbers["mec_bits"], "all_parameters": 10**8}
    build = make_build(atlas_timm=[timm_source("a", *models)], atlas_torchvision=others)
    return build.study("atlas-timm"), build.study("atlas-torchvision")


def test_parameters_are_those_of_the_files_or_are_counted_as_unlike():
    agree, _ = judge_agreement(*build_pair())
    assert agree.verdict is Verdict.HOLDS
    unlike, twins = judge_agreement(*build_pair(off=20_000))
    assert unlike.verdict is Verdict.FAILS
    assert twins.verdict is Verdict.UNTESTABLE
    rows = sum(one.architecture in {"resnet18", "vgg11"} for one in timm_results())
    assert f"In {rows} of the {rows} rows" in unlike.statement
    assert judge_agreement((), ())[0].verdict is Verdict.UNTESTABLE


def test_hidden_layers_that_one_library_builds_as_convolutions_are_named():
    _, twins = judge_agreement(*build_pair())
    assert twins.verdict is Verdict.HOLDS
    _, twins = judge_agreement(*build_pair(hidden=[[25_088, 4096, 4096, 1000]]))
    assert twins.verdict is Verdict.FAILS
    assert "2 architectures" in twins.statement
    assert "1 of them agree" in twins.statement
    assert "vgg11 do not. In 1 of these" in twins.statement


def test_heads_whose_outputs_are_added_are_counted():
    several = timm_model("volo_d1_224", 384)
    several["measured"]["classifier_layers"] = ["head + aux_head"]
    build = make_build(atlas_timm=[timm_source("a", several, timm_model("resnet18", 512))])
    assert count_several_heads(build.study("atlas-timm")) == 1


def test_every_word_of_a_tag_stands_in_the_table():
    rows = training_words_table(()).frame.set_index("word")["training_data"]
    assert rows["ssld"] == "ImageNet-21k"
    assert rows["a1"] == "names none"
    assert rows.index.is_unique
