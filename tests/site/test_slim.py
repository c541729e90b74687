from html.parser import HTMLParser

from engine.site.slim import drop_indentation, remove_unused


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
