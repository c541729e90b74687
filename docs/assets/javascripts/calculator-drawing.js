// The picture of the calculator's network, as engine/exhibits/drawing/network_picture.py draws it.
"use strict";

globalThis.mecDrawing = (() => {
  const { DECADE, LINE, extent, layOut, makeDiagram } = mecDiagram;

  const [WIDTH, MARGIN, TIP, MOST_WIDE] = [252, 2, 6, 7];
  const [CENTRE, BOX_WIDTH, TEXT_LEFT] = [48, 92, 106];

  const shape = (tag, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const write = (top, lines, className, left = TEXT_LEFT) =>
    lines.map((line, index) =>
      shape("text", { x: left, y: top + LINE * (index + 0.5), class: className }, line));

  const rect = (top, height, className) =>
    shape("rect", {
      x: CENTRE - BOX_WIDTH / 2,
      y: top,
      width: BOX_WIDTH,
      height,
      class: `mec-net-${className}`,
    });

  const drawArrow = ({ values }, { top, height }, className) => {
    const half = extent(values, MOST_WIDE) / 2;
    const [left, right, neck] = [CENTRE - half, CENTRE + half, top + height - TIP];
    const points = `${left},${top} ${right},${top} ${right},${neck} ${CENTRE},${top + height} ${left},${neck}`;
    return shape("polygon", { points, class: `mec-net-${className}` });
  };

  const decades = ({ top, height }) => {
    const steps = Math.max(0, Math.ceil(height / DECADE) - 1);
    return Array.from({ length: steps }, (_, index) => {
      const y = top + height - DECADE * (index + 1);
      const [x1, x2] = [CENTRE - BOX_WIDTH / 2, CENTRE + BOX_WIDTH / 2];
      return shape("line", { x1, x2, y1: y, y2: y, class: "mec-net-decade" });
    });
  };

  const countedAs = (box, label) => {
    const counted = box.counted[label];
    return counted === box.amount ? "full" : counted ? "capped" : "none";
  };

  // What is drawn of one reading, as a part that a switch shows or hides.
  const drawChoice = ({ boxes, arrows }, placed, { label, total, limits }) => {
    const filled = boxes.flatMap((box, index) => {
      if (!box.counted) return [];
      const { top, height } = placed.boxes[index];
      const high = extent(box.counted[label]);
      return [rect(top + height - high, high, "counted"), ...decades(placed.boxes[index])];
    });
    const said = boxes.flatMap((box, index) =>
      box.counted
        ? write(
            placed.boxes[index].textTop + LINE * (1 + box.lines.length),
            [box.said[label]],
            `mec-net-said mec-net-said--${countedAs(box, label)}`,
          )
        : [],
    );
    return shape(
      "g",
      { "data-choice": label },
      ...write(0, [`MEC, ${label}`], "mec-net-muted", MARGIN),
      ...write(LINE, [total], "mec-net-total", MARGIN),
      ...limits.map((at) => drawArrow(arrows[at], placed.arrows[at], "limit")),
      ...filled,
      ...said,
    );
  };

  const hatch = () => {
    const line = shape("path", { d: "M0,6 L6,0", class: "mec-net-hatching" });
    const size = { width: 6, height: 6, patternUnits: "userSpaceOnUse" };
    return shape("defs", {}, shape("pattern", { id: "mec-net-hatch", ...size }, line));
  };

  const describe = ({ boxes, arrows, choices }) => [
    `From the input down: ${arrows[0].lines.join(", ")}`,
    ...boxes.flatMap(({ name, lines }, index) => [
      `${name}: ${lines.join(", ")}`,
      arrows[index + 1].lines.join(", "),
    ]),
    ...choices.map(({ label, total }) => `MEC, ${label}: ${total}`),
  ].join(". ");

  const draw = (diagram) => {
    const { boxes, arrows, choices } = diagram;
    const placed = layOut(diagram);
    const whole = [
      ...arrows.map((arrow, index) => drawArrow(arrow, placed.arrows[index], "arrow")),
      ...boxes.map(({ counted }, index) => {
        const { top, height } = placed.boxes[index];
        const made = rect(top, height, counted ? "whole" : "front");
        if (!counted) made.setAttribute("fill", "url(#mec-net-hatch)");
        return made;
      }),
    ];
    const texts = [
      ...arrows.flatMap(({ lines }, index) => write(placed.arrows[index].textTop, lines, "mec-net-muted")),
      ...boxes.flatMap(({ name, lines }, index) => [
        ...write(placed.boxes[index].textTop, [name], "mec-net-name"),
        ...write(placed.boxes[index].textTop + LINE, lines, "mec-net-line"),
      ]),
    ];
    return shape(
      "svg",
      {
        viewBox: `0 ${-MARGIN} ${WIDTH} ${placed.height + 2 * MARGIN}`,
        class: "mec-net",
        role: "img",
        "aria-label": describe(diagram),
      },
      hatch(),
      ...whole,
      ...choices.map((choice) => drawChoice(diagram, placed, choice)),
      ...texts,
    );
  };

  // The reading that was chosen stays as the network changes.
  let chosen = null;

  const show = (network, words) => {
    const diagram = makeDiagram(network, words);
    const labels = diagram.choices.map(({ label }) => label);
    const around = mecReadings.frame(draw(diagram), labels, chosen);
    around.addEventListener("change", ({ target }) => {
      chosen = target.value;
    });
    return around;
  };

  return { show };
})();
