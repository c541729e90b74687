import markdown
import pytest

EXTENSIONS = ["md_in_html", "attr_list", "pymdownx.superfences", "engine.site.maths"]
SET_ASIDE = "engine.site.exhibits_markdown"

EXHIBIT = """<section class="mec-exhibit" id="table-a" aria-label="A &lt; B">
<table><thead><tr><th>*Name*</th></tr></thead>
<tbody><tr><th><a href="../a/">a_b_c</a></th></tr></tbody></table>
<details><summary>Provenance</summary><code>x</code></details>
</section>"""


def convert(text, *extra):
    return markdown.markdown(text, extensions=[*EXTENSIONS, *extra])


@pytest.mark.parametrize(
    "text",
    [
        f"# A\n\nBefore.\n\n{EXHIBIT}\n\nAfter *this*.\n",
        f"{EXHIBIT}\n",
        f"{EXHIBIT}\n\n{EXHIBIT}\n\n{EXHIBIT}",
        f"Before.\n\n{EXHIBIT}\n\n## A heading {{ #a }}\n",
        f"```html\n{EXHIBIT}\n```\n",
        "<section>\n*raw*\n</section>\n",
        '<div markdown="1">\n*in HTML*\n</div>\n',
    ],
)
def test_a_page_is_the_same_as_if_markdown_had_read_the_exhibits(text):
    assert convert(text, SET_ASIDE) == convert(text)


def test_exhibits_are_not_read(monkeypatch):
    from markdown.extensions.md_in_html import HTMLExtractorExtra

    read = []
    monkeypatch.setattr(
        HTMLExtractorExtra, "handle_starttag", lambda _self, tag, _attributes: read.append(tag)
    )
    assert EXHIBIT in convert(f"Before.\n\n{EXHIBIT}\n\nAfter.\n", SET_ASIDE)
    assert read == []
