"""Records, tables, claims and figures whose names are hostile."""

import pandas as pd

from engine.exhibits.claim import Claim, Evidence, Kind, holds_if
from engine.exhibits.claim import Verdict as Said
from engine.exhibits.drawing.style import mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.exhibits.table import Column, Table
from engine.records.key import Inputs
from engine.records.record import Record
from tests.exhibits.report_samples import RECORDS

# What says how a page looks, and of what, whatever the names: not a colon of YAML.
PAGE = """\
# Names

{% for name in hostile.names %}
{{ name }} is the largest; of **{{ name }}** ({{ name }}) more.

{{ name }}

- {{ name }}

1. {{ name }}

| Name | Bits |
|---|--:|
| {{ name }} | 3 |

## {{ name }} {: #part-{{ loop.index }} }

<span title="{{ name }}">{{ name }}</span>

{% endfor %}
{{ claim("said") }}

{{ restate("said") }}

{{ table("names") }}

{{ parameter_strip([]) }}
"""


def hostile_record(name):
    """A record whose texts are hostile, as one may be that somebody put into the folder."""
    inputs = Inputs(code="c0de" * 16, data={"digits": "da7a" * 16}, packages={name: name})
    made = {"seconds": 1.0, "cpu": name, "python": name, "commit": "abc", "time": name}
    return Record("sizes", {"name": name}, "0" * 64, inputs, {"name": name}, made)


def names_table(names, records=RECORDS):
    """A table with the names in its cells, its links, its words and its anchors."""
    name = names[0]
    return Table(
        id="names",
        title=name,
        caption="Names of networks.",
        columns=(
            Column("network", name, link="page", facet=True, description=name),
            Column("mec_bits", "MEC", "integer", name),
        ),
        frame=pd.DataFrame(
            {
                "network": list(names),
                "page": ["sizes/"] * len(names),
                "place": list(names),
                "mec_bits": [-3] * len(names),
            },
            dtype=object,  # pyarrow's texts hold no halves of a surrogate pair
        ),
        records=records,
        anchors="place",
        terms=name,
    )


def names_claim(names):
    claim = Claim(
        id="said",
        question="Is it said?",
        kind=Kind.MEASURED,
        decide=holds_if(lambda values: values["bits"] > 0),
        says={
            Said.HOLDS: "Of **{{ name }}**, {{ bits }} bits.",
            Said.FAILS: "Not of {{ name }}.",
        },
        false_if="it is not.",
        counterexample={"bits": 0, "name": ""},
    )
    return claim.judge(Evidence({"bits": 2, "name": names[0]}, RECORDS, 2, "units"))


def names_figure(names, *, narrow=False):
    """A figure with names on its axis, in its legend, on its marks, as title and description."""

    def draw():
        drawing, axes = new_drawing()
        for number, name in enumerate(names):
            url = name if number % 2 else "atlas/"
            axes.plot([number], [1], gid=mark(name), label=name, url=url, **point_look(number % 8))
        axes.set_xticks(range(len(names)), names)
        axes.set_title(names[0])
        axes.legend()
        return drawing

    data = pd.DataFrame({"name": names}, dtype=object)
    return Figure("names", names[0], "Names.", names[-1], draw, data, fits_phone=not narrow)
