"""Whether a figure shows anything, and whether its words can be told apart: from the screen."""

from io import BytesIO

from PIL import Image

_LEAST_INK = 0.004
"""Share of the pixels that differ from the paper in the emptiest figure that is one."""

_LEAST_SHADES = 3

_OVERLAPS = """(svg) => {
  const boxes = [...svg.querySelectorAll("text")]
    .filter((text) => text.textContent.trim() && text.checkVisibility({ visibilityProperty: true }))
    .map((text) => [text.textContent.trim(), text.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height);
  const found = [];
  boxes.forEach(([said, one], place) => {
    for (const [other, two] of boxes.slice(place + 1)) {
      const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
      const least = Math.min(one.width * one.height, two.width * two.height);
      if (across > 0 && down > 0 && across * down > 0.2 * least) found.push(`${said} | ${other}`);
    }
  });
  return found;
}"""

_COVERED = """(svg) => {
  const figure = svg.closest("figure, section") ?? svg;
  const caption = figure.querySelector("figcaption, caption");
  if (!caption) return false;
  const one = svg.getBoundingClientRect();
  const two = caption.getBoundingClientRect();
  return one.bottom > two.top + 1 && two.bottom > one.top + 1
    && one.right > two.left && two.right > one.left;
}"""


def find_faults(drawing):
    """Return what is wrong with a drawing that is in sight, a locator of its SVG; empty if nothing.

    It is blank if nearly all pixels of its picture have one colour, that of the paper, or there are
    fewer than three colours in all. Words overlap if the boxes of two texts share more than a fifth
    of the smaller; a figure overlaps with its caption if their boxes do.
    """
    image = Image.open(BytesIO(drawing.screenshot())).convert("RGB")
    shades = sorted(image.getcolors(maxcolors=image.width * image.height), reverse=True)
    ink = 1 - shades[0][0] / (image.width * image.height)
    faults = []
    if ink < _LEAST_INK or len(shades) < _LEAST_SHADES:
        faults.append(f"blank: {ink:.2%} of its pixels are not paper, {len(shades)} colours")
    faults += [f"words overlap: {pair}" for pair in drawing.evaluate(_OVERLAPS)]
    if drawing.evaluate(_COVERED):
        faults.append("it overlaps with its caption")
    return faults
