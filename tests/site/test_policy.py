import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.site.policy import PolicyError, add_policy, inline_hashes, policy

BARE = '<!doctype html><html><head>\n<meta charset="utf-8">\n<title>T</title></head>'
HEAD = BARE.replace("</head>", '<link rel="stylesheet" href="a.css"></head>')


class Scripts(HTMLParser):
    """The texts of inline scripts that run, as a parser of HTML sees them."""

    def __init__(self, page):
        super().__init__()
        self.texts, self._runs = [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "script":
            self._runs = "src" not in attributes and "type" not in attributes
            self.texts += [""] if self._runs else []

    def handle_data(self, data):
        if self._runs:
            self.texts[-1] += data

    def handle_endtag(self, tag):
        self._runs = False


def test_the_policy_stands_before_all_that_is_loaded():
    page = add_policy(HEAD, on_disk=False)
    before, _, after = page.partition('<meta http-equiv="Content-Security-Policy"')
    assert before.endswith('<meta charset="utf-8">\n')
    assert "<title>" in after


def test_no_source_is_elsewhere_and_no_script_runs_unnamed():
    for on_disk in (False, True):
        rules = policy(HEAD, on_disk=on_disk)
        assert "unsafe" not in rules["script-src"]
        sources = {source for value in rules.values() for source in value.split()}
        assert sources - {"'self'", "'none'", "'unsafe-inline'", "data:", "file:", "blob:"} == set()
    assert "file:" not in str(policy(HEAD, on_disk=False))


TEXTS = st.text(alphabet=st.sampled_from('ab \n"=;&{}ä\u2028')).filter(str.strip)


@given(st.lists(TEXTS, max_size=4))
def test_each_inline_script_is_named_by_its_hash(texts):
    body = "".join(f"<script>{text}</script>" for text in texts)
    data = '<script type="application/json">{"a": 1}</script><script src="a.js"></script>'
    page = f"{HEAD}<body>{data}{body}</body>"
    assert Scripts(page).texts == texts
    expected = {base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in texts}
    assert set(inline_hashes(page)) == expected
    named = re.findall(r"'sha256-([^']+)'", policy(page, on_disk=False)["script-src"])
    assert set(named) == expected


def test_a_page_without_charset_has_no_place_for_it():
    with pytest.raises(PolicyError, match="charset"):
        add_policy("<html><head></head></html>", on_disk=False)


@pytest.mark.parametrize(
    "element",
    ['<button class="a" onclick="go()">', '<a href="javascript:void(0)">', '<img ONERROR="x">'],
)
def test_code_in_an_attribute_is_refused(element):
    with pytest.raises(PolicyError, match="attribute"):
        add_policy(HEAD + element, on_disk=False)


def test_text_about_code_is_none():
    text = '<pre>&lt;a onclick="x"&gt;</pre><p title="once upon = a">on = 1</p>'
    assert "Content-Security-Policy" in add_policy(HEAD + text, on_disk=True)


def test_a_page_that_loads_nothing_may_load_nothing():
    rules = policy(f"{BARE}<script>let a</script>", on_disk=True)
    assert rules["default-src"] == "'none'"
    assert set(rules) == {"default-src", "script-src"}
    assert rules["script-src"] == policy(f"{HEAD}<script>let a</script>", on_disk=True)[
        "script-src"
    ].removeprefix("'self' file: ")
