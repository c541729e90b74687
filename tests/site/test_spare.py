from engine.site.spare import remove_unused


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
