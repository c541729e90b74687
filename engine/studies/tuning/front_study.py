"""More seeds for the networks of the grid that are on a front, and for CNN1 and CNN2."""

from collections.abc import Sequence

from engine.studies.study import Params, Profile, Result, Sources
from engine.studies.training_study import MnistStudy
from engine.studies.tuning import study
from engine.studies.tuning.fronts import COSTS, find_front
from engine.studies.tuning.networks import measure, spec_from

READS = ("tuning-rates", "tuning")
COMPARED = ("cnn1", "cnn2")
"""Networks that get more seeds wherever they lie: the others are held against CNN1."""

MORE_SEEDS = 2


def grid(profile: Profile) -> Sequence[Params]:
    """Return two more seeds of every network; in the paper profile all have them already."""
    if profile is not Profile.STANDARD:
        return []
    return study.make_grid(profile, study.FIRST_SEED + 1, MORE_SEEDS)


def compute(params: Params, sources: Sources) -> Result:
    """Train a network from one more seed if the first seed put it on a front.

    Args:
        params: As those of `study.compute`.
        sources: Results of the studies in `READS`.

    Returns:
        `trained`, whether it was; if so, what `study.compute` returns.
    """
    first = sources["tuning"]
    measures = [measure(spec_from(one.params)) for one in first]
    correct = [one.result["test_correct"] for one in first]
    names = [one.params["network"] for one in first]
    fronts = (find_front(cost.values(measures), correct) for cost in COSTS)
    wanted = {*COMPARED, *(names[place] for front in fronts for place in front)}
    if params["network"] not in wanted:
        return {"trained": False}
    return {"trained": True, **study.compute(params, sources)}


STUDY = MnistStudy(
    name="tuning-front",
    title="Training the networks on a front from more seeds",
    grid=grid,
    compute=compute,
    reads=READS,
    cost=study.cost,
)
