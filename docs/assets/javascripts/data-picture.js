// The picture of a table: what it requires over growing shares of its rows, and the networks that
// reach it as points, on one scale of bits.
"use strict";

globalThis.mecDataPicture = (() => {
  const { group } = mecDataCsv;
  const EDGE = { left: 46, right: 12, top: 26, bottom: 40 };
  const HEIGHT = 300;
  const DOT = 4.5;
  const LINES = [
    ["labels", "learnt by heart"],
    ["random", "labels in random order"],
    ["sum", "along the plain sum"],
    ["best", "along the best direction"],
  ];
  const READINGS = ["decision_layer", "width_capped", "running_minimum", "all_parameters"];

  const shape = (name, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // A logarithmic scale, from values to places.
  const scaleTo = (values, from, to) => {
    const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.log);
    const wide = high - low || 1;
    return (value) => from + ((Math.log(value) - low) / wide) * (to - from);
  };

  const powersBetween = (low, high) => {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    return Array.from(
      { length: Math.max(0, last - first + 1) },
      (_, index) => 10 ** (first + index),
    );
  };

  // Numbers for an axis: powers of ten, and where these are few what lies between them.
  const listTicks = (low, high) => {
    const powers = powersBetween(low, high);
    if (powers.length > 2) return powers;
    const first = 10 ** Math.floor(Math.log10(low));
    const between = [1, 10, 100].flatMap((power) => [1, 2, 5].map((one) => one * power * first));
    return between.filter((tick) => tick >= low && tick <= high);
  };

  const short = (value) => {
    if (value >= 1e9) return `${value / 1e9}G`;
    if (value >= 1e6) return `${value / 1e6}M`;
    return group(value);
  };

  // The curve: bits by lines, at each share of the rows.
  const listCurve = (table) =>
    table.curve.points.map((point) => ({
      rows: point.rows,
      labels: point.rows * table.labelEntropyBits,
      random: point.randomBits,
      sum: point.sumBits,
      best: point.bestBits,
    }));

  const listPoints = (table) =>
    table.candidates.map(({ shape: of, reading, sizes, capacityBits, parameters }) => ({
      of,
      reading,
      sizes: sizes.join("-"),
      bits: Number(capacityBits),
      parameters: Number(parameters),
    }));

  const openChart = (width, title) =>
    shape("svg", {
      class: "mec-size-chart",
      viewBox: `0 0 ${width} ${HEIGHT}`,
      role: "img",
      "aria-label": title,
    });

  // Grid and numbers of the bits, and of what goes to the right.
  const drawAxes = (chart, width, { ticks, toY }, { places, toX, words }) => {
    for (const tick of ticks) {
      chart.append(
        shape("path", {
          class: "mec-size-grid",
          d: `M${EDGE.left} ${toY(tick)}H${width - EDGE.right}`,
        }),
        shape("text", { x: EDGE.left - 6, y: toY(tick) + 4, "text-anchor": "end" }, short(tick)),
      );
    }
    chart.append(shape("text", { x: EDGE.left - 6, y: 14, "text-anchor": "end" }, "bits"));
    for (const place of places) {
      chart.append(
        shape(
          "text",
          { x: toX(place), y: HEIGHT - EDGE.bottom + 18, "text-anchor": "middle" },
          short(place),
        ),
      );
    }
    const middle = (EDGE.left + width - EDGE.right) / 2;
    chart.append(shape("text", { x: middle, y: HEIGHT - 4, "text-anchor": "middle" }, words));
  };

  const drawCurve = (curve, width, vertical) => {
    const last = curve.at(-1);
    const title =
      `Bits over rows. At all ${group(last.rows)} rows: ` +
      LINES.map(([key, name]) => `${name} ${last[key].toFixed(1)}`).join("; ") +
      ".";
    const chart = openChart(width, title);
    const rows = curve.map((point) => point.rows);
    const toX = scaleTo(rows, EDGE.left + 14, width - EDGE.right - 14);
    const step = width < 340 ? 2 : 1;
    const places = rows.filter((_, index) => (rows.length - 1 - index) % step === 0);
    drawAxes(chart, width, vertical, { places, toX, words: "rows" });
    for (const [key] of LINES) {
      const drawn = curve.filter((point) => point[key] > 0);
      const way = drawn.map(
        (point) => `${toX(point.rows).toFixed(1)} ${vertical.toY(point[key]).toFixed(1)}`,
      );
      if (way.length)
        chart.append(
          shape("path", { class: `mec-size-line mec-size-${key}`, d: `M${way.join("L")}` }),
        );
      for (const point of drawn) {
        const dot = shape("circle", {
          class: `mec-size-dot mec-size-${key}`,
          cx: toX(point.rows),
          cy: vertical.toY(point[key]),
          r: 2.5,
        });
        dot.append(shape("title", {}, `${group(point.rows)} rows: ${point[key].toFixed(1)} bits`));
        chart.append(dot);
      }
    }
    return chart;
  };

  const OUTLINES = {
    decision_layer: (x, y) =>
      `M${x - DOT} ${y}a${DOT} ${DOT} 0 1 0 ${2 * DOT} 0a${DOT} ${DOT} 0 1 0 ${-2 * DOT} 0`,
    width_capped: (x, y) => `M${x - DOT} ${y - DOT}h${2 * DOT}v${2 * DOT}h${-2 * DOT}Z`,
    running_minimum: (x, y) =>
      `M${x} ${y - 1.3 * DOT}L${x + 1.2 * DOT} ${y + DOT}H${x - 1.2 * DOT}Z`,
    all_parameters: (x, y) =>
      `M${x} ${y - 1.4 * DOT}L${x + 1.4 * DOT} ${y}L${x} ${y + 1.4 * DOT}L${x - 1.4 * DOT} ${y}Z`,
  };

  const drawPoint = ({ of, reading, sizes, bits, parameters }, toX, toY) => {
    const depth = of === "one_hidden_layer" ? "one" : "two";
    const mark = shape("path", {
      class: `mec-size-mark mec-size-${depth} mec-size-of-${READINGS.indexOf(reading) + 1}`,
      d: OUTLINES[reading](toX(parameters), toY(bits)),
    });
    mark.append(
      shape("title", {}, `${sizes}: ${group(bits)} bits, ${group(parameters)} parameters`),
    );
    return mark;
  };

  const drawNetworks = (points, asked, width, vertical) => {
    const least = points.reduce((a, b) => (b.parameters < a.parameters ? b : a));
    const most = points.reduce((a, b) => (b.parameters > a.parameters ? b : a));
    const named = ({ sizes, parameters }) => `${sizes} with ${group(parameters)} parameters`;
    const title =
      `Bits over parameters of ${points.length} least networks, from ${named(least)} to ${named(most)}. ` +
      "The table of networks holds them all.";
    const chart = openChart(width, title);
    const parameters = points.map((point) => point.parameters);
    const toX = scaleTo(parameters, EDGE.left + 14, width - EDGE.right - 14);
    const between = powersBetween(least.parameters, most.parameters);
    const places = between.length > 1 ? between : [least.parameters, most.parameters];
    drawAxes(chart, width, vertical, { places: [...new Set(places)], toX, words: "parameters" });
    for (const bits of asked) {
      chart.append(
        shape("path", {
          class: "mec-size-asked",
          d: `M${EDGE.left} ${vertical.toY(bits)}H${width - EDGE.right}`,
        }),
      );
    }
    chart.append(...points.map((point) => drawPoint(point, toX, vertical.toY)));
    return chart;
  };

  const drawKey = (entries) => {
    const list = document.createElement("ul");
    list.className = "mec-size-key";
    for (const [sign, words] of entries) {
      const item = document.createElement("li");
      const icon = shape("svg", { viewBox: "0 0 22 12", "aria-hidden": "true" });
      icon.append(sign);
      item.append(icon, words);
      list.append(item);
    }
    return list;
  };

  const drawFigure = (chart, key, words) => {
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = words;
    figure.append(chart, key, caption);
    return figure;
  };

  // Both charts for a width that there is, with what they are of.
  const draw = (table, width, readings) => {
    const curve = listCurve(table);
    const points = listPoints(table);
    const asked = [...new Set(table.candidates.map(({ askedBits }) => askedBits))].filter(Boolean);
    const bits = [
      ...curve.flatMap((point) => LINES.map(([key]) => point[key])),
      ...points.map((point) => point.bits),
      ...asked,
    ].filter((value) => value > 0);
    const toY = scaleTo(bits, HEIGHT - EDGE.bottom - 8, EDGE.top + 8);
    const ticks = listTicks(Math.min(...bits), Math.max(...bits));
    const vertical = { toY, ticks };
    const lineKey = drawKey(
      LINES.map(([key, words]) => [
        shape("path", { class: `mec-size-line mec-size-${key}`, d: "M1 6H21" }),
        words,
      ]),
    );
    const pointKey = drawKey([
      ...READINGS.map((reading, index) => [
        shape("path", {
          class: `mec-size-mark mec-size-one mec-size-of-${index + 1}`,
          d: OUTLINES[reading](11, 6),
        }),
        readings[reading],
      ]),
      [
        shape("path", { class: "mec-size-mark mec-size-two", d: OUTLINES.decision_layer(11, 6) }),
        "hollow: two hidden layers",
      ],
      [shape("path", { class: "mec-size-asked", d: "M1 6H21" }), "bits asked for"],
    ]);
    return [
      drawFigure(
        drawCurve(curve, width, vertical),
        lineKey,
        "What growing shares of the rows require, in bits.",
      ),
      drawFigure(
        drawNetworks(points, asked, width, vertical),
        pointKey,
        "The least networks that hold the bits asked for, by their parameters.",
      ),
    ];
  };

  return { draw };
})();
