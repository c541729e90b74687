"""Works of others in the site: none without its licence."""

from dataclasses import replace

import pytest

from engine.site.third_party import WORKS, LicenceError, find_unclaimed, licence_files, licence_text

KEYWORDS = {
    "MIT": "Permission is hereby granted",
    "Apache-2.0": "Apache 2.0",
    "CC-BY-4.0": "CC BY 4.0",
    "ISC": "ISC License",
    "Bitstream-Vera": "Bitstream Vera",
}


@pytest.mark.parametrize("work", [one for one in WORKS if one.text], ids=lambda one: one.name)
def test_a_licence_is_the_text_that_its_package_brings(work):
    text = licence_files()[work.file]
    assert text.startswith(f"{work.name}, from {work.package} ")
    assert KEYWORDS[work.licence] in text


def test_a_licence_that_is_gone_is_named():
    gone = replace(WORKS[0], text="licenses/NO-SUCH-FILE")
    with pytest.raises(LicenceError, match=r"no file …licenses/NO-SUCH-FILE, .* name it anew"):
        licence_text(gone)


def test_a_file_of_unknown_origin_is_found():
    files = {
        "index.html",
        "rules/index.html",
        "sitemap.xml.gz",
        "assets/javascripts/bundle.a5f9d56c.min.js",
        "assets/javascripts/page.js",
        "assets/fonts/stix-two-math.woff",
        "assets/fonts/roboto.woff2",
        "assets/javascripts/jquery.js",
        "licences/octicons.txt",
        "from-disk/data/backbones.js",
    }
    ours = {"assets/javascripts/page.js"}
    assert list(find_unclaimed(files, ours)) == [
        "assets/fonts/roboto.woff2",
        "assets/javascripts/jquery.js",
    ]
