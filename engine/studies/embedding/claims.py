"""What is claimed of embeddings: bounds that cannot fail, and measures that can."""

from collections.abc import Mapping, Sequence

from engine.exhibits.claim import Claim, Finding, Kind, Values, Verdict, by_interval, holds_if
from engine.records.record import Record
from engine.studies.embedding import findings
from engine.studies.embedding.findings import runs_of
from engine.studies.embedding.measures import FLOAT_BITS
from engine.studies.embedding.names import CLASSES

TITLES = {"cnn1": "CNN1", "cnn2": "CNN2"}

BOUNDS = Claim(
    id="embedding-bounds",
    question="Does more arrive with one digit than the decision layer can memorise?",
    kind=Kind.IDENTITY,
    decide=holds_if(
        lambda values: all(
            one["elements"] < one["mec_bits"] < FLOAT_BITS * one["elements"]
            for one in values.values()
        )
    ),
    says={
        Verdict.HOLDS: "Counted as one bit a feature, fewer bits arrive with one digit than the "
        "MEC of the decision layer ({{ cnn2.elements | integer }} against "
        "{{ cnn2.mec_bits | integer }} in CNN2, {{ cnn1.elements | integer }} against "
        "{{ cnn1.mec_bits | integer }} in CNN1); counted as floats of "
        f"{FLOAT_BITS} bits, more ({{{{ ({FLOAT_BITS} * cnn2.elements) | integer }}}} and "
        f"{{{{ ({FLOAT_BITS} * cnn1.elements) | integer }}}}). No training could change that: "
        f"{CLASSES} outputs of d + 1 bits each are more than d bits and fewer than {FLOAT_BITS} d."
    },
    false_if="It cannot be: both follow from the number of features.",
)

TRAINING_SET = Claim(
    id="embedding-training-set",
    question="Could the decision layer hold the labels of the training set by heart?",
    kind=Kind.IDENTITY,
    decide=holds_if(lambda values: min(one["times"] for one in values["networks"]) > 1),
    says={
        Verdict.HOLDS: "The labels of the {{ digits | integer }} training digits hold "
        "{{ bits | number(0) }} bits, "
        "{% for one in networks %}{{ one.times | number(0) }} times the "
        "{{ one.mec_bits | integer }} bits of {{ one.name }}{{ ' and ' if not loop.last }}"
        "{% endfor %}: by this count no decision layer here holds them by heart, whatever "
        "arrives.",
    },
    false_if="It cannot be: both follow from the numbers of digits and of features.",
)


def _reading_claim(name: str) -> Claim:
    title = TITLES[name]
    numbers = (
        "a linear reader finds {{ before | number(2) }} of the {{ label | number(2) }} bits of a "
        "label before training and {{ after | number(2) }} after {{ step | integer }} steps "
        "(95 % interval of the difference {{ low | number(2) }} to {{ high | number(2) }}, "
        "{{ n }} seeds)"
    )
    return Claim(
        id=f"embedding-reads-{name}",
        question=f"Does training put more of the label where the decision layer of {title} can "
        "read it?",
        kind=Kind.MEASURED,
        decide=by_interval("low", "high"),
        says={
            Verdict.HOLDS: f"In the embedding of {title} {numbers}: more.",
            Verdict.FAILS: f"In the embedding of {title} {numbers}: less.",
            Verdict.OPEN: f"In the embedding of {title} {numbers}, which settles nothing.",
        },
        headings={
            Verdict.HOLDS: "{{ after | number(1) }} of the {{ label | number(1) }} bits of a label "
            f"can be read from the embedding of {title}, {{{{ before | number(1) }}}} before "
            "training.",
            Verdict.FAILS: f"Training hides the label from the decision layer of {title}.",
            Verdict.OPEN: f"Whether training shows the label to the decision layer of {title} is "
            "not settled.",
        },
        false_if="A linear reader finds fewer bits of the label after training than before, the "
        "interval over seeds below zero.",
        counterexample={"low": -1.0, "high": -0.5},
    )


def _directions_claim(name: str) -> Claim:
    title = TITLES[name]
    numbers = (
        "{{ before | number(1) }} directions share the variance before training and "
        "{{ after | number(1) }} after it, of {{ elements | integer }} (participation ratio; "
        "95 % interval of the factor {{ low | number(2) }} to {{ high | number(2) }}, {{ n }} "
        "seeds)"
    )
    return Claim(
        id=f"embedding-directions-{name}",
        question=f"Does training narrow the embedding of {title} to fewer directions?",
        kind=Kind.MEASURED,
        decide=_decide_directions,
        says={
            Verdict.HOLDS: f"In {title} {numbers}: fewer.",
            Verdict.FAILS: f"In {title} {numbers}: more.",
            Verdict.OPEN: f"In {title} {numbers}, which settles nothing.",
        },
        false_if="More directions share the variance after training, the interval over seeds "
        "above one.",
        counterexample={"low": 1.5, "high": 2.0},
    )


def _decide_directions(values: Values) -> Verdict:
    if values["high"] < 1:
        return Verdict.HOLDS
    return Verdict.FAILS if values["low"] > 1 else Verdict.OPEN


COMPARED = Claim(
    id="embedding-compared",
    question="Does the smaller embedding of CNN2 tell more of the label than that of CNN1?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high"),
    says={
        verdict: "From the embedding of CNN2, {{ elements_ratio | number(1) }} times smaller, a "
        "linear reader finds {{ second | number(2) }} bits of a label, from that of CNN1 "
        "{{ first | number(2) }} (95 % interval of the difference {{ low | number(2) }} to "
        f"{{{{ high | number(2) }}}}, {{{{ n }}}} pairs of seeds): {end}."
        for verdict, end in (
            (Verdict.HOLDS, "more"),
            (Verdict.FAILS, "less"),
            (Verdict.OPEN, "no difference is shown"),
        )
    },
    false_if="A linear reader finds fewer bits in the embedding of CNN2, the interval over pairs "
    "of seeds below zero.",
    counterexample={"low": -0.3, "high": -0.1},
)

READS_CNN1, READS_CNN2 = (_reading_claim(name) for name in TITLES)
DIRECTIONS_CNN1, DIRECTIONS_CNN2 = (_directions_claim(name) for name in TITLES)


def judge(records: Sequence[Record]) -> list[Finding]:
    """Return what the records say of each claim."""
    runs = {name: runs_of(records, name) for name in TITLES}
    first: Mapping[str, Record] = {name: found[0] for name, found in runs.items()}
    titled = {TITLES[name]: record for name, record in first.items()}
    cnn1, cnn2 = runs["cnn1"], runs["cnn2"]
    return [
        BOUNDS.judge(findings.of_bounds(first)),
        TRAINING_SET.judge(findings.of_training_set(titled)),
        READS_CNN1.judge_by(lambda: findings.of_reading(cnn1), cnn1),
        READS_CNN2.judge_by(lambda: findings.of_reading(cnn2), cnn2),
        DIRECTIONS_CNN1.judge_by(lambda: findings.of_directions(cnn1), cnn1),
        DIRECTIONS_CNN2.judge_by(lambda: findings.of_directions(cnn2), cnn2),
        COMPARED.judge_by(lambda: findings.of_comparison(cnn1, cnn2), records),
    ]
