"""Hostile texts in all that the engine writes: on pages, in files, in drawings, in a terminal."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from posixpath import normpath
from urllib.parse import urlsplit
from xml.etree import ElementTree

import markdown
import pandas as pd
import pytest
from mkdocs.utils import yaml_load
from pybtex.database import parse_string

from engine.exhibits.claim import Claim, Evidence, Kind, holds_if
from engine.exhibits.claim import Verdict as Said
from engine.exhibits.drawing.cache import keep_drawings
from engine.exhibits.drawing.style import mark, new_drawing, point_look
from engine.exhibits.export.citation import Citation
from engine.exhibits.export.latex import escape_latex
from engine.exhibits.export.latex_table import latex_table
from engine.exhibits.figure import Figure, inline_svg, pdf_bytes, png_bytes, standalone_svg
from engine.exhibits.network_figure import network_figure, stack_diagram
from engine.exhibits.table import Column, Table
from engine.exhibits.terminal import echo
from engine.records.foreign import csv_text, link_address, show
from engine.records.key import Inputs
from engine.records.record import Record, RecordError
from engine.records.store import RecordStore
from engine.site.addresses import AddressError, check_address
from engine.site.output import OutputError, path_within, replace_folder, write_changed
from engine.site.shown import render_plain_table
from engine.site.template import make_environment
from engine.studies.section import Section
from tests import ROOT
from tests.exhibits.export.latex_compiler import compile_in_article, require_latex
from tests.exhibits.report_samples import RECORDS, Report
from tests.hostile import FRAGMENTS, HOSTILE, SHORT, SOME, examples, is_seen, over, put, token, tree

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of ten long texts

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
SVG = "{http://www.w3.org/2000/svg}"


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


@pytest.fixture
def read_page(tmp_path):
    """Fills a page with names and reads its Markdown as the site does; returns its tree."""
    settings = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["markdown_extensions"]
    plain = [one if isinstance(one, str) else next(iter(one)) for one in settings]
    configs = {
        name: body for one in settings if isinstance(one, dict) for name, body in one.items()
    }
    report = Report(tmp_path)
    report.write("page.md", PAGE)
    report.write("claims.md", "# Claims\n\n{{ table('claims') }}\n")

    def read(names):
        record = hostile_record(names[0])
        section = Section(
            "hostile",
            tables=[names_table(names, (record,))],
            facts={"names": names},
            findings=[names_claim(names)],
        )
        with keep_drawings(tmp_path / "drawings", prune=False):  # cards show no name
            report.fill(section)
        reader = markdown.Markdown(extensions=plain, extension_configs=configs)
        return tree(reader.convert(report.read("page.md")))

    return read


@examples
def test_a_page_has_names_as_text_and_nothing_more(examples, read_page):
    batch = 20
    visible = SHORT.filter(lambda text: show(text) and show(text).strip() == show(text))
    expected = read_page([token(number) for number in range(batch)])

    @over(visible, examples, batch=batch)
    def check(names):
        assert read_page(names) == put(expected, names)


def test_where_a_record_was_made_is_text_too(tmp_path):
    """What is cut short, or stands in an address of the page, is no markup either."""
    evil = '"><img src=x onerror=alert(1)>'
    record = hostile_record("a")
    inputs = Inputs(code="c0de" * 16, data={evil: evil}, packages={})
    made = {**record.made, "commit": f"<b>{evil}"}
    report = Report(tmp_path)
    page = report.fill_with(
        "{{ table('names') }}\n",
        names_table(["a"], (replace(record, inputs=inputs, made=made, key=evil, study=evil),)),
    )
    tags = {one[0] for one in tree(page) if isinstance(one, tuple)}
    assert not tags & {"img", "b"}


@examples
def test_a_link_leads_to_a_page_or_nowhere(examples, tmp_path):
    environment = make_environment(tmp_path, with_gaps=False)

    @over(SHORT, examples, batch=20)
    def check(addresses):
        table = names_table([token(number) for number in range(len(addresses))])
        table = replace(table, frame=table.frame.assign(page=pd.Series(addresses, dtype=object)))
        page = tree(render_plain_table(table, environment, "../"))
        for attributes in (one[1] for one in page if isinstance(one, tuple)):
            href = dict(attributes).get("href", "") if isinstance(attributes, tuple) else ""
            scheme = urlsplit(re.sub(r"[\x00-\x20]", "", href)).scheme
            assert scheme in ("", "http", "https", "mailto"), href
        in_rows = json.loads(table.to_rows_json())["addresses"]["network"]
        assert all(not address or link_address(address) == address for address in in_rows)


@examples
def test_files_of_data_give_back_every_name(examples):
    @over(HOSTILE, examples, batch=10)
    def check(names):
        table = names_table(names)
        body = json.loads(table.to_json())
        read = json.loads(json.dumps(names))  # two halves side by side are read as a character
        assert [row["network"] for row in body["rows"]] == read
        assert body["title"] == read[0]
        assert is_seen(table.to_json())
        assert json.loads(table.to_rows_json())["values"][0] == [show(name) for name in names]
        rows = list(csv.reader(io.StringIO(table.to_csv(), newline="")))[1:]
        assert rows == [[csv_text(name), "-3"] for name in names]
        table.to_csv().encode()


@examples
def test_bibtex_parses_back_and_its_braces_match(examples):
    @over(SOME, examples)
    def check(text):
        citation = Citation(text, (text, "A B"), text, text, f"https://example.org/{text}", text)
        entries = parse_string(citation.bibtex("page/#a", "a", text), "bibtex").entries
        ((key, entry),) = entries.items()
        assert re.fullmatch(r"[A-Za-z0-9._:/+@-]+", key)
        assert set(entry.fields) == {"title", "year", "date", "version", "url", "note"}
        assert len(entry.persons["author"]) == 2
        assert re.fullmatch(r"[!-~]+", entry.fields["url"])
        assert not set(entry.fields["url"]) & set('{}<>"\\^`|')
        assert is_seen(citation.plain("page/", text))


def _drawn(names, *, narrow=False):
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


def _read_svg(figure):
    page, file = inline_svg(figure, "../"), standalone_svg(figure)
    return ElementTree.fromstring(page), ElementTree.fromstring(file)


@pytest.mark.filterwarnings(
    "ignore:Glyph .* missing from font", "ignore:constrained_layout not applied"
)
@examples
def test_a_drawing_has_names_as_text(examples):
    expected = _read_svg(_drawn([token(number) for number in range(50)]))

    @over(SHORT.filter(str.strip), examples, batch=50)
    def check(names):
        page, file = _read_svg(_drawn(names))
        for drawing, harmless in ((page, expected[0]), (file, expected[1])):
            assert {one.tag for one in drawing.iter()} <= {one.tag for one in harmless.iter()}
            for element in drawing.iter():
                for name, value in element.attrib.items():
                    assert not name.lower().startswith("on")
                    if name.endswith("href"):
                        assert link_address(value) or value.startswith("#")
        titles = {one.text for one in page.iter("title")}
        assert {show(name) for name in names} <= titles
        written = {" ".join((one.text or "").split()) for one in file.iter(f"{SVG}text")}
        on_one_line = [show(name) for name in names if "\n" not in name]
        assert {" ".join(name.split()) for name in on_one_line} <= written


@pytest.mark.filterwarnings(
    "ignore:Glyph .* missing from font", "ignore:constrained_layout not applied"
)
def test_every_form_of_a_drawing_is_made_of_any_name():
    for start in range(0, len(FRAGMENTS), 50):
        figure = _drawn(list(FRAGMENTS[start : start + 50]), narrow=True)
        assert inline_svg(figure).count("</svg>") == 2
        assert pdf_bytes(figure).startswith(b"%PDF")
        assert png_bytes(figure).startswith(b"\x89PNG")
    diagram = stack_diagram([4, 3, 2], names=['<b>$x$\x1b[31m"', "\ud800\u202e=1"])
    network = network_figure("network", "\x00$\\frac$", "", diagram)
    page = tree(inline_svg(network))
    assert ("b", ()) not in page
    assert '<b>$x$\\x1b[31m"' in page
    ElementTree.fromstring(standalone_svg(network))
    assert pdf_bytes(network).startswith(b"%PDF")


@examples
def test_latex_sets_every_name(examples, tmp_path):
    """In prose, in a caption, and as the cells of a table: one document of all."""
    require_latex()
    texts = []

    @over(SHORT, examples)
    def collect(text):
        texts.append(text)

    prose = "".join(
        f"\\typeout{{@@ {number}}}\\parbox{{5cm}}{{{escape_latex(text)}}}\n\n"
        for number, text in enumerate(texts)
    )
    found = compile_in_article({"prose": f"% \\usepackage{{booktabs}}\n{prose}"}, tmp_path)
    assert {name: said for name, said in found.items() if _errors(said)} == {}
    tables = {}
    for number in range(0, len(texts), 100):
        names = texts[number : number + 100]
        tables[f"t{number}"] = latex_table(names_table(names), names[0], f"{names[0]}\n{names[-1]}")
    for name, text in tables.items():
        found = compile_in_article({name: text}, tmp_path)
        assert not _errors(found.get(name, found.get("main.tex", [])))


def _errors(said):
    return [line for line in said if not line.startswith("Overfull")]


@examples
def test_a_terminal_is_told_text_alone(examples, capsys):
    @over(HOSTILE, examples)
    def check(text):
        echo(text)
        echo(text, err=True)
        written = capsys.readouterr()
        assert is_seen(written.out) and is_seen(written.err)
        assert written.out == written.err
        assert written.out.count("\n") == text.count("\n") + 1


@examples
def test_no_path_leaves_its_folder(examples):
    """Nothing is written here: were a check gone, a name would be a file of this machine."""
    folder = PurePosixPath("/folder/site")
    store = RecordStore(Path("/folder/records"))

    @over(SOME, examples)
    def check(name):
        try:
            place = path_within(name)
        except OutputError as error:
            assert is_seen(str(error))
        else:
            assert normpath(folder / place) == str(folder / place)
            assert (folder / place).is_relative_to(folder)
            assert not PureWindowsPath(name).anchor
            assert not PureWindowsPath(name).is_reserved()
        for study, key in ((name, "a" * 64), ("sizes", name)):
            try:
                path = store.path(study, key)
            except RecordError as error:
                assert is_seen(str(error))
            else:
                assert normpath(path) == str(path)
                assert path.parent.parent == store.root


@pytest.mark.parametrize("write", [replace_folder, write_changed])
def test_a_file_beside_the_folder_is_refused_before_anything_is_written(tmp_path, write):
    with pytest.raises(OutputError, match=r"outside\.txt"):
        write(tmp_path / "site" / "pages", {"in.txt": "x", "../outside.txt": "x"})
    assert list(tmp_path.iterdir()) == []


@examples
def test_an_address_of_the_site_is_one_or_is_refused(examples):
    assert check_address("https://example.org:8000/mec/1.0.0/%20~x/") != ""
    assert check_address("http://[::1]:8000/") != ""

    @over(HOSTILE, examples)
    def check(text):
        for address in (text, f"https://example.org/{text}/", f"https://{text}/"):
            try:
                accepted = check_address(address)
            except AddressError as error:
                assert is_seen(str(error))
            else:
                assert re.fullmatch(r"https?://[!-~]+", accepted)
                assert not set(accepted) & set('<>"\\^`{|}')
