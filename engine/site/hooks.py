"""What MkDocs calls while it builds the site."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from engine.site.fonts import write_maths_font


def on_post_build(config: MkDocsConfig) -> None:
    """Add the maths font, with the glyphs that the finished pages use."""
    write_maths_font(Path(config.site_dir))
