"""Estimators of scikit-learn: their neurons and their answers."""

import numpy as np
import pandas as pd
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.linear_model import (
    LinearRegression,
    LogisticRegression,
    Perceptron,
    RidgeClassifier,
    SGDClassifier,
)
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from engine.networks.own_model import ModelError
from engine.networks.trained.model import NoRulesError
from engine.networks.trained.sklearn_model import SklearnModel

ROWS = np.random.default_rng(0).normal(size=(60, 4))
LABELS = {2: (ROWS[:, 0] > 0).astype(int), 3: np.digitize(ROWS[:, 0], [-0.5, 0.5])}
LINEAR = (LinearDiscriminantAnalysis, LinearSVC, LogisticRegression, Perceptron, RidgeClassifier)


def wrap(estimator, classes=2):
    return SklearnModel(estimator.fit(ROWS, LABELS[classes]), "this")


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("kind", [*LINEAR, SGDClassifier])
def test_a_linear_classifier_is_a_layer_of_neurons(kind, classes):
    stack = wrap(kind(), classes).find_stack()
    assert stack.sizes == (4, 1 if classes == 2 else 3)
    assert stack.thresholds == (True,)


def test_without_an_intercept_there_is_no_threshold():
    stack = wrap(LogisticRegression(fit_intercept=False)).find_stack()
    assert stack.mec_bits["all_parameters"] == 4


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(("classes", "outputs"), [(2, 1), (3, 3)])
def test_an_mlp_has_the_parameters_that_it_holds(classes, outputs):
    estimator = MLPClassifier((5, 2), max_iter=2, random_state=0)
    stack = wrap(estimator, classes).find_stack()
    assert stack.sizes == (4, 5, 2, outputs)
    held = sum(one.size for one in (*estimator.coefs_, *estimator.intercepts_))
    assert stack.mec_bits["all_parameters"] == held


@pytest.mark.parametrize(
    "estimator",
    [
        DecisionTreeClassifier(),
        KNeighborsClassifier(),
        GaussianNB(),
        SVC(),
        SVC(kernel="linear"),  # its weights are sums of rows, one for each pair of classes
    ],
    ids=lambda one: type(one).__name__,
)
def test_without_neurons_the_rules_do_not_apply(estimator):
    model = wrap(estimator, 3)
    assert model.answer(ROWS).shape == (60,)
    with pytest.raises(NoRulesError, match=f"{type(estimator).__name__} has no neurons"):
        model.find_stack()


def add_up(*stacks):
    return {name: sum(one.mec_bits[name] for one in stacks) for name in stacks[0].mec_bits}


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("voting", ["hard", "soft"])
def test_a_vote_is_its_members_in_parallel(classes, voting):
    members = [
        ("line", LogisticRegression()),
        ("scaled", make_pipeline(StandardScaler(), MLPClassifier((5,), max_iter=2))),
    ]
    model = wrap(VotingClassifier(members, voting=voting, weights=[1, 2]), classes)
    stack = model.find_stack()
    alone = [wrap(member, classes).find_stack() for _, member in members]
    assert stack.mec_bits == add_up(*alone)
    outputs = 1 if classes == 2 else 3
    assert [member.sizes for member in stack.members] == [(4, outputs), (4, 5, outputs)]
    assert stack.sizes == ()


def test_bagged_networks_are_in_parallel_each_on_its_columns():
    estimator = BaggingClassifier(LogisticRegression(), 7, max_features=2, random_state=0)
    stack = wrap(estimator).find_stack()
    assert [member.sizes for member in stack.members] == [(2, 1)] * 7
    assert set(stack.mec_bits.values()) == {7 * 3}


@pytest.mark.parametrize(("kind", "neurons"), [(OneVsRestClassifier, 4), (OneVsOneClassifier, 6)])
def test_classes_told_apart_one_by_one_are_in_parallel(kind, neurons):
    labels = np.digitize(ROWS[:, 0], [-0.6, 0, 0.6])
    stack = SklearnModel(kind(LogisticRegression()).fit(ROWS, labels), "this").find_stack()
    assert stack.mec_bits["all_parameters"] == neurons * 5


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_stacked_networks_have_one_more_in_series():
    """Two networks on four inputs; of their two answers a neuron has three parameters."""
    members = [("a", LogisticRegression()), ("b", MLPClassifier((5,), max_iter=2))]
    stack = wrap(StackingClassifier(members, LogisticRegression(), cv=2)).find_stack()
    assert stack.sizes == (2, 1)
    # A later layer has at most the width before it: min(6, 5) in the member, min(3, 2) on answers.
    assert stack.mec_bits == {
        "decision_layer": 3,
        "width_capped": 5 + (25 + 5) + 2,
        "running_minimum": 5 + (25 + 4) + 2,
        "all_parameters": 5 + (25 + 6) + 3,
    }


@pytest.mark.parametrize(
    ("estimator", "said"),
    [
        (
            VotingClassifier([("a", LogisticRegression()), ("b", DecisionTreeClassifier())]),
            "not all members of VotingClassifier are networks: DecisionTreeClassifier has no",
        ),
        (
            StackingClassifier([("a", LogisticRegression())], DecisionTreeClassifier(), cv=2),
            "not all members of StackingClassifier are networks",
        ),
        (
            StackingClassifier([("a", LogisticRegression())], passthrough=True, cv=2),
            "StackingClassifier is given the columns too",
        ),
        (BaggingClassifier(n_estimators=2), "not all members of BaggingClassifier"),
        (RandomForestClassifier(2), "RandomForestClassifier has no neurons"),
        (
            AdaBoostClassifier(LogisticRegression(), n_estimators=2),
            "AdaBoostClassifier joins the answers of 2",
        ),
    ],
    ids=lambda one: type(one).__name__,
)
def test_other_ensembles_are_refused_by_name(estimator, said):
    with pytest.raises(NoRulesError, match=said):
        wrap(estimator).find_stack()


def test_a_pipeline_and_a_search_are_their_last_estimator():
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    model = wrap(pipeline)
    assert (model.name, model.takes_table) == ("StandardScaler + LogisticRegression", True)
    assert model.find_stack().sizes == (4, 1)
    searched = wrap(GridSearchCV(LogisticRegression(), {"C": [1, 2]}, cv=2))
    assert (searched.name, searched.takes_table) == ("LogisticRegression", False)
    inside = wrap(GridSearchCV(pipeline, {"logisticregression__C": [1, 2]}, cv=2))
    assert inside.name == "StandardScaler + LogisticRegression"


def test_columns_are_taken_by_their_names():
    frame = pd.DataFrame(ROWS, columns=list("abcd"))
    estimator = LogisticRegression().fit(frame, LABELS[2])
    model = SklearnModel(estimator, "this")
    shuffled = frame.assign(more=1.0)[["more", "d", "b", "a", "c"]]
    assert model.takes_table
    np.testing.assert_array_equal(model.answer(shuffled), estimator.predict(frame))
    with pytest.raises(ModelError, match="was fitted on a column 'b', which the rows lack"):
        model.answer(frame.drop(columns="b"))


def test_what_is_no_classifier_is_refused():
    with pytest.raises(ModelError, match="LogisticRegression without classes: it was not fitted"):
        SklearnModel(LogisticRegression(), "this")
    with pytest.raises(ModelError, match="LinearRegression without classes"):
        SklearnModel(LinearRegression().fit(ROWS, LABELS[2]), "this")
    with pytest.raises(ModelError, match="StandardScaler, which predicts nothing"):
        SklearnModel(StandardScaler().fit(ROWS), "this")
    several = KNeighborsClassifier().fit(ROWS, np.stack([LABELS[2], LABELS[3]], axis=1))
    with pytest.raises(ModelError, match="for several targets"):
        SklearnModel(several, "this")


def test_rows_of_another_width_are_refused_in_one_line():
    with pytest.raises(ModelError, match="cannot be asked about these rows: X has 3 features") as e:
        wrap(LogisticRegression()).answer(ROWS[:, :3])
    assert "\n" not in str(e.value)


def test_a_vote_of_trees_has_no_neurons():
    mixed = VotingClassifier([("one", LogisticRegression()), ("two", DecisionTreeClassifier())])
    for estimator in (RandomForestClassifier(3, random_state=0), mixed):
        with pytest.raises(NoRulesError, match="has no neurons"):
            wrap(estimator, 2).find_stack()
