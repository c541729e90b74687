"""How figures are drawn: style, SVG for pages, drawings kept between runs."""
