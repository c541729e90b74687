// What the calculator shows of a network: a network of BigInts in, elements out.
"use strict";

globalThis.mecResults = (() => {
  const { READINGS, UNITS, compressChain, exactDecimal, explainStack, fromBits } = mecCapacity;
  const { product, roundFraction, sum, withPoint } = mecCapacity;

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  // Numbers as text

  const group = (decimal) => {
    const [whole, ...places] = String(decimal).split(".");
    return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...places].join(".");
  };
  const plural = (count, word) => `${group(count)} ${word}${count === 1n ? "" : "s"}`;
  const bits = (count) => plural(count, "bit");
  const times = (sizes) => sizes.map(group).join(" × ");
  const listing = (items) =>
    [items.slice(0, -1).join(", "), items.at(-1)].filter(Boolean).join(" and ");

  const SUPERSCRIPTS = { "-": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].entries()) };
  const power = (exponent) => `10${[...String(exponent)].map((sign) => SUPERSCRIPTS[sign]).join("")}`;

  // A fraction in full where that takes few digits, else rounded and marked with "≈".
  const ratioText = (value) => {
    const exact = exactDecimal(value);
    if (exact && exact.replace(".", "").length <= 8) return group(exact);
    const { exponent } = roundFraction(value, 5);
    if (exponent < -3 || exponent > 11) {
      const { digits, exponent: shown } = roundFraction(value, 5);
      return `≈ ${withPoint(digits, digits.length - 1)} × ${power(shown)}`;
    }
    const rounded = roundFraction(value, Math.max(5, exponent + 3));
    return `≈ ${group(withPoint(rounded.digits, rounded.digits.length - 1 - rounded.exponent))}`;
  };

  // Tables: rows of cells; a cell is text or elements, and the first of a row heads it.

  const cell = (tag, content, scope) => {
    const made = element(tag, {}, ...[content].flat());
    if (scope) made.scope = scope;
    return made;
  };

  const rowOf = ([first, ...rest], scope, tag) =>
    element("tr", {}, cell("th", first, scope), ...rest.map((content) => cell(tag, content, tag === "th" && scope)));

  const table = ({ caption, head, rows, foot }) => {
    const made = element(
      "table",
      { className: "mec-table mec-calc-table" },
      element("caption", {}, ...[caption].flat()),
      element("thead", {}, rowOf(head, "col", "th")),
      element("tbody", {}, ...rows.map((row) => rowOf(row, "row", "td"))),
    );
    if (foot) made.append(element("tfoot", {}, rowOf(foot, "row", "td")));
    return element("div", { className: "mec-scroll" }, made);
  };

  const note = (text) => element("span", { className: "mec-calc-note" }, text);
  const strong = (text) => element("strong", {}, text);

  // Capacity

  const explain = ({ sizes, thresholds }) =>
    READINGS.map((reading) => {
      const layers = explainStack(sizes, reading, thresholds);
      return { reading, layers, total: sum(layers.map((layer) => layer.capacityBits)) };
    });

  const verdict = (explained) => {
    const totals = explained.map(({ total }) => total).sort((a, b) => (a < b ? -1 : Number(a > b)));
    const [low, high] = [totals[0], totals.at(-1)];
    return low === high
      ? [strong(bits(low)), " under every reading of rule 4."]
      : [strong(`${group(low)} to ${bits(high)}`), ", depending on how rule 4 is read."];
  };

  const share = (part, whole) => `${Number((part * 10000n) / whole) / 100}%`;

  const readingRow = ({ reading, total }, largest, words) => {
    const bar = element("span", { className: "mec-calc-bar", ariaHidden: "true" });
    bar.style.setProperty("--share", share(total, largest));
    return element(
      "li",
      {},
      element("span", { className: "mec-calc-reading" }, words[reading].label, note(words[reading].rule)),
      element("span", { className: "mec-calc-total" }, bits(total)),
      bar,
    );
  };

  const readingList = (explained, words) => {
    const largest = explained.map(({ total }) => total).reduce((a, b) => (a > b ? a : b));
    const rows = explained.map((one) => readingRow(one, largest, words));
    return element("ul", { className: "mec-calc-readings" }, ...rows);
  };

  const lossOf = ({ parametersBits, capacityBits }) => parametersBits - capacityBits;

  const capSentence = ({ reading, layers }, words) => {
    const losses = layers.map((layer, index) => ({ number: index + 1, loss: lossOf(layer) }));
    const capped = losses.filter(({ loss }) => loss);
    const where =
      capped.length > 6
        ? `${capped.length} of the ${layers.length} layers`
        : `layer${capped.length > 1 ? "s" : ""} ${listing(capped.map(({ number }) => number))}`;
    const taken = capped.length ? `${bits(sum(capped.map(({ loss }) => loss)))} from ${where}` : "nothing";
    return element("li", {}, `${words[reading].label} takes ${taken}.`);
  };

  const capList = (explained, words) => {
    const capping = explained.filter(({ reading }) => words[reading].caps);
    if (explained[0].layers.length === 1) {
      return element("p", {}, "One layer stands alone, so rule 4 has nothing to cap.");
    }
    return element("ul", {}, ...capping.map((one) => capSentence(one, words)));
  };

  const layerCell = (layer, words) => {
    const loss = lossOf(layer);
    if (!loss) return group(layer.capacityBits);
    const why = words.caps ? `capped, −${group(loss)}` : "not counted";
    return [group(layer.capacityBits), element("span", { className: "mec-calc-capped" }, why)];
  };

  const layersTable = ({ sizes, thresholds }, explained, words) =>
    table({
      caption: [strong("Layer by layer."), " Neurons × (inputs + threshold), and what each reading leaves of it, in bits."],
      head: ["Layer", "Rules 2 and 3", ...explained.map(({ reading }) => words[reading].label)],
      rows: thresholds.map((threshold, index) => [
        String(index + 1),
        `${group(sizes[index + 1])} × ${threshold ? `(${group(sizes[index])} + 1)` : group(sizes[index])}`,
        ...explained.map(({ reading, layers }) => layerCell(layers[index], words[reading])),
      ]),
      foot: ["Total", "", ...explained.map(({ total }) => group(total))],
    });

  // Compression, parameters, units

  const ratioCell = (value) =>
    value.denominator === 1n
      ? ratioText(value)
      : [ratioText(value), note(`${group(value.numerator)} / ${group(value.denominator)}`)];

  const compressionTable = ({ image, stages, sizes }) => {
    const elements = [product(image), ...stages.map(({ leaving }) => product(leaving))];
    if (!stages.length) elements.push(sizes[0]);
    const chain = Object.values(compressChain(elements));
    const rows = stages.map(({ entering, leaving }, index) => [
      `Stage ${index + 1}`,
      [`${times(entering)} → ${times(leaving)}`, note(`${group(elements[index])} → ${group(elements[index + 1])}`)],
      ...chain.map((one) => ratioCell(one.stages[index])),
    ]);
    return table({
      caption: [
        strong("Compression G."),
        " What enters over what leaves: by elements, and in bits, with 8 bits for a value of the image and 32 (float32) or 1 (rule 1) for a feature.",
      ],
      head: ["", "Height × width × channels", "G, elements", "G, bits 8→32", "G, bits 8→1"],
      rows,
      foot: [
        "Image to embedding",
        [times(image), note(`${group(elements[0])} → ${group(elements.at(-1))}`)],
        ...chain.map((one) => ratioCell(one.total)),
      ],
    });
  };

  const parametersText = ({ front, stages }, explained) => {
    const dense = sum(explained[0].layers.map((layer) => layer.parametersBits));
    if (front === "none") return [strong(plural(dense, "parameter")), "."];
    if (front === "embedding") {
      return [strong(plural(dense, "parameter")), " in the dense layers; those of the embedding network are not counted."];
    }
    const before = sum(stages.map(({ parameters }) => parameters));
    return [strong(plural(dense + before, "parameter")), `: ${group(before)} in the stages, ${group(dense)} in the dense layers.`];
  };

  const unitsTable = (explained, words) => {
    const agree = explained.every(({ total }) => total === explained[0].total);
    const shown = agree ? explained.slice(0, 1) : explained;
    const labels = agree ? ["Every reading"] : explained.map(({ reading }) => words[reading].label);
    return table({
      caption: [strong("In other units."), " All digits: 1 kB is 8,000 bits, 1 KiB is 8,192 bits."],
      head: ["Unit", ...labels],
      rows: UNITS.map((unit) => [
        unit.symbol,
        ...shown.map(({ total }) => group(exactDecimal(fromBits(total, unit)))),
      ]),
    });
  };

  // All results of a network. `words` has, for each reading, its label, its rule in words, and
  // whether it caps layers.
  const show = (network, words) => {
    const explained = explain(network);
    const about = network.front === "none" ? "" : "The dense layers store ";
    return [
      element("p", { className: "mec-calc-verdict" }, about, ...verdict(explained)),
      readingList(explained, words),
      element("h3", {}, "What rule 4 caps"),
      capList(explained, words),
      layersTable(network, explained, words),
      ...(network.front === "none" ? [] : [element("h3", {}, "Compression"), compressionTable(network)]),
      element("h3", {}, "Size"),
      element("p", {}, ...parametersText(network, explained)),
      unitsTable(explained, words),
    ];
  };

  const say = (network, words) =>
    explain(network)
      .map(({ reading, total }) => `${words[reading].label}: ${bits(total)}`)
      .join("; ");

  return { element, group, say, show, times };
})();
