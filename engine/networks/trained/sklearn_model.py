"""Estimators of scikit-learn: what they answer, and the neurons of those that have some."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.networks.own_model import ModelError
from engine.networks.trained.ensembles import find_ensemble
from engine.networks.trained.model import Answers, NoRulesError, Stack, stack_of_sizes


class SklearnModel:
    """A fitted classifier, or a Pipeline or a search that ends in one."""

    def __init__(self, estimator: Any, origin: str) -> None:  # noqa: ANN401 - of any class
        """Take a fitted estimator.

        Args:
            estimator: The object.
            origin: Where it comes from, for errors.

        Raises:
            ModelError: If it is not fitted, or classifies nothing.
        """
        self._asked = getattr(estimator, "best_estimator_", estimator)
        self._last = self._asked
        self._steps: list[str] = []
        while steps := getattr(self._last, "steps", None):
            self._steps += [type(step).__name__ for _, step in steps[:-1]]
            self._last = steps[-1][1]
            self._last = getattr(self._last, "best_estimator_", self._last)
        name = type(self._last).__name__
        if not hasattr(self._asked, "predict"):
            raise ModelError(f"{origin} holds {name}, which predicts nothing; save a classifier")
        classes = getattr(self._last, "classes_", None)
        if classes is None:
            raise ModelError(
                f"{origin} holds {name} without classes: it was not fitted, or is no classifier"
            )
        if not isinstance(classes, np.ndarray):
            raise ModelError(f"{origin} holds {name} for several targets; one is checked at a time")
        self._classes: Sequence[object] = classes.tolist()

    @property
    def name(self) -> str:
        """The classes of the estimators, those before the last first."""
        return " + ".join([*self._steps, type(self._last).__name__])

    @property
    def takes_table(self) -> bool:
        """Whether it is a Pipeline, or was fitted on a table with names of columns."""
        return hasattr(self._asked, "steps") or self.columns is not None

    @property
    def gives_labels(self) -> bool:
        """It does."""
        return True

    @property
    def columns(self) -> list[str] | None:
        """The columns that it was fitted on; None if they had no names."""
        names = getattr(self._asked, "feature_names_in_", None)
        return None if names is None else [str(name) for name in names]

    @property
    def classes(self) -> Sequence[object]:
        """Labels of its classes."""
        return self._classes

    def answer(self, given: Any) -> Answers:  # noqa: ANN401 - a frame or an array
        """Return the label of each row.

        Raises:
            ModelError: If it cannot be asked about such rows.
        """
        if self.columns is not None and hasattr(given, "columns"):
            absent = [name for name in self.columns if name not in given.columns]
            if absent:
                raise ModelError(
                    f"{self.name} was fitted on a column {absent[0]!r}, which the rows lack"
                )
            given = given[self.columns]
        elif hasattr(given, "columns"):
            given = given.to_numpy()
        try:
            return np.asarray(self._asked.predict(given))
        except Exception as error:
            said = " ".join(str(error).split())
            raise ModelError(f"{self.name} cannot be asked about these rows: {said}") from error

    def find_stack(self) -> Stack:
        """Return the layers of an MLPClassifier, the neurons of a linear model, or the members.

        Raises:
            NoRulesError: If it is neither, and no ensemble of them.
        """
        ensemble = find_ensemble(
            self._last, lambda member: SklearnModel(member, self.name).find_stack()
        )
        if ensemble:
            return ensemble
        own = vars(self._last)
        if "coefs_" in own and "intercepts_" in own:
            weights = own["coefs_"]
            return stack_of_sizes([weights[0].shape[0], *(each.shape[1] for each in weights)])
        weights = own.get("coef_")
        # Support vector machines have no weights of their own, but those of their rows.
        if weights is None or "support_" in own:
            raise NoRulesError(self._explain_no_layers())
        neurons, inputs = weights.shape if weights.ndim == 2 else (1, len(weights))
        if neurons not in (1, len(self._classes)):
            raise NoRulesError(
                f"{type(self._last).__name__} has {neurons} sums for {len(self._classes)} classes, "
                "which is no layer that decides"
            )
        threshold = bool(getattr(self._last, "fit_intercept", True))
        return stack_of_sizes([inputs, neurons], [threshold])

    def _explain_no_layers(self) -> str:
        """Say whether there are no neurons, or networks that vote."""
        name = type(self._last).__name__
        members = getattr(self._last, "estimators_", None)
        if members is None or not all(_has_layers(one) for one in np.ravel(members)):
            return f"{name} has no neurons"
        return (
            f"{name} joins the answers of {len(members)} networks, and no rule says what these "
            "hold together; check its members one by one"
        )


def _has_layers(estimator: Any) -> bool:  # noqa: ANN401 - of any class
    try:
        SklearnModel(estimator, "a member").find_stack()
    except (ModelError, NoRulesError):
        return False
    return True
