"""Fills the pages with what the studies show, and what MkDocs needs to render them."""
