from html.parser import HTMLParser
from pathlib import Path

import material
import pytest

from engine.site.slim import drop_costly_rules, drop_idle_markup, drop_indentation, remove_unused


def test_only_what_no_page_asks_for_goes(tmp_path):
    kept = ("assets/javascripts/bundle.js", "assets/stylesheets/main.css", "index.html", "a.map")
    spare = (
        "assets/javascripts/bundle.js.map",
        "assets/stylesheets/main.css.map",
        "assets/javascripts/lunr/min/lunr.da.min.js",
        "assets/javascripts/lunr/wordcut.js",
    )
    for name in (*kept, *spare):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    remove_unused(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == set(kept)


class Words(HTMLParser):
    """What a reader sees, and every tag: spaces count as one, but not in a block of code."""

    def __init__(self, page):
        super().__init__()
        self.seen, self.open = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.seen.append((tag, attributes))

    def handle_endtag(self, tag):
        self.open.remove(tag)

    def handle_data(self, data):
        kept = {"pre", "script", "style", "textarea"} & set(self.open)
        words = data if kept else " ".join(data.split())
        if words:
            self.seen.append(words)


PAGE = """<main>
    <p class="a"
       id="b">One
       two <b>three</b>

       four</p>

    <pre><code>  kept
      as it is
    </code></pre>
    <script>
      const text = `a
        b`;
    </script>
    <!-- a remark
         of two lines -->
    <textarea>
      x
    </textarea>
</main>
"""


def test_a_page_without_indentation_reads_the_same():
    slim = drop_indentation(PAGE)
    assert Words(slim).seen == Words(PAGE).seen
    assert "\n    <p" not in slim
    assert len(slim) < len(PAGE)
    assert drop_indentation(slim) == slim


CODE = """<pre><span></span><code><span class="k">def</span><span class="w"> </span>
<span class="nf">f</span><span class="p">(</span><span class="n">x</span><span class="p">)</span>
</code></pre> <span class="n">no code</span>"""


def test_code_keeps_its_text_and_its_colours():
    slim = drop_idle_markup(CODE)
    assert " ".join(one for one in Words(slim).seen if isinstance(one, str)) == (
        "def  \n f ( x ) \n no code"
    )
    assert '<code><span class="k">def</span> \n<span class="nf">f</span>' in slim
    assert '<span class="p">(</span>x<span class="p">)</span>' in slim
    assert '<span class="n">no code</span>' in slim


def test_only_a_name_that_says_nothing_more_goes():
    types = '<span title="int">int</span> <span title="pathlib.Path">Path</span>'
    assert drop_idle_markup(types) == 'int <span title="pathlib.Path">Path</span>'


def test_a_drawing_in_a_page_needs_no_namespace():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'
    assert drop_idle_markup(drawing) == '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'


@pytest.mark.parametrize(
    "rule",
    [
        "[data-md-color-switching] *,[data-md-color-switching] :after{transition-duration:0s}",
        ".md-typeset .no-js .a,.no-js .b .tabbed-set>input:first-child~.c>:first-child{d:e}",
    ],
)
def test_rules_about_everything_go_and_their_neighbours_stay(rule):
    around = "a{{b:c}}{}@media print{{{}d{{e:f}}}}.no-js .g{{h:i}}"
    assert drop_costly_rules(around.format(rule, rule)) == around.format("", "")


def test_material_still_has_those_rules():
    """When one is gone, what takes it out can go too."""
    folder = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
    before = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.min.css"))
    after = drop_costly_rules(before)
    for mark in ("[data-md-color-switching]", ".no-js .md-typeset .tabbed-set>input"):
        assert mark in before
        assert mark not in after
    assert len(after) > 0.9 * len(before)
    assert after.count("{") == after.count("}")
