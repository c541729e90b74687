// What the calculator shows of a network: a network of BigInts in, elements out.
"use strict";

globalThis.mecResults = (() => {
  const { READINGS, UNITS, compressChain, exactDecimal, explainStack, fromBits } = mecCapacity;
  const { fraction, product, roundFraction, sum, withPoint } = mecCapacity;

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const smaller = (a, b) => (b < a ? b : a);
  const larger = (a, b) => (b > a ? b : a);

  // Numbers as text

  const MOST_INTEGER_DIGITS = 21;

  const group = (decimal) => {
    const [whole, ...places] = String(decimal).split(".");
    return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...places].join(".");
  };
  const plural = (count, word) => `${group(count)} ${word}${count === 1n ? "" : "s"}`;
  const bits = (count) => plural(count, "bit");
  const times = (sizes) => sizes.map(group).join(" × ");
  const listing = (items) =>
    [items.slice(0, -1).join(", "), items.at(-1)].filter(Boolean).join(" and ");

  // A long number as parts between which a line may break.
  const breakable = (text) =>
    text.split(/(?<=,)(?=\d)/).flatMap((part) => [element("wbr"), part]).slice(1);

  const SUPERSCRIPTS = { "-": "⁻", ..."⁰¹²³⁴⁵⁶⁷⁸⁹" };
  const power = (exponent) => `10${String(exponent).replace(/./g, (sign) => SUPERSCRIPTS[sign])}`;

  const significantDigits = (decimal) => decimal.replace(".", "").replace(/^0+|0+$/g, "").length;

  // A positive fraction in full where that is short, else to five digits, or to the thousandths
  // where it is larger; marked with "≈" where digits are lost.
  const ratioText = (value) => {
    const exact = exactDecimal(value);
    const most = value.denominator === 1n ? MOST_INTEGER_DIGITS : 8;
    if (exact && exact.replace(".", "").length <= most) return group(exact);
    const { digits, exponent } = roundFraction(value, 5);
    const sign = exact && significantDigits(exact) <= 5 ? "" : "≈ ";
    if (exponent < -3 || exponent > 11) {
      return `${sign}${withPoint(digits, digits.length - 1)} × ${power(exponent)}`;
    }
    const longer = roundFraction(value, Math.max(5, exponent + 4));
    return sign + group(withPoint(longer.digits, longer.digits.length - 1 - longer.exponent));
  };

  // Tables: rows of cells; a cell is text or elements, and the first of a row heads it.

  const headCell = (content, scope) => element("th", { scope }, content);

  const headRow = (cells) => element("tr", {}, ...cells.map((content) => headCell(content, "col")));

  const rowOf = ([first, ...rest]) => {
    const cells = rest.map((content) => element("td", {}, ...[content].flat()));
    return element("tr", {}, headCell(first, "row"), ...cells);
  };

  const table = ({ caption, head, rows, foot }) => {
    const made = element(
      "table",
      { className: "mec-table mec-calc-table" },
      element("caption", {}, ...[caption].flat()),
      element("thead", {}, headRow(head)),
      element("tbody", {}, ...rows.map(rowOf)),
    );
    if (foot) made.append(element("tfoot", {}, rowOf(foot)));
    return element("div", { className: "mec-scroll" }, made);
  };

  const note = (text) => element("span", { className: "mec-calc-note" }, text);
  const strong = (text) => element("strong", {}, ...breakable(text));

  // Capacity

  const explain = ({ sizes, thresholds }) =>
    READINGS.map((reading) => {
      const layers = explainStack(sizes, reading, thresholds);
      return { reading, layers, total: sum(layers.map((layer) => layer.capacityBits)) };
    });

  const short = (count) => ratioText(fraction(count, 1n));

  // The result in one sentence; of numbers too long for one, the leading digits.
  const showVerdict = (network) => {
    const totals = explain(network).map(({ total }) => total);
    const [low, high] = [totals.reduce(smaller), totals.reduce(larger)];
    const what = network.front === "none" ? "MEC: " : "MEC of the dense layers: ";
    const unit = high === 1n ? "bit" : "bits";
    return low === high
      ? [what, strong(`${short(low)} ${unit}`), " under every reading of rule 4."]
      : [what, strong(`${short(low)} to ${short(high)} ${unit}`), ", by the reading of rule 4."];
  };

  const share = (part, whole) => `${Number((part * 10000n) / whole) / 100}%`;

  const readingRow = ({ reading, total }, largest, words) => {
    const bar = element("span", { className: "mec-calc-bar", ariaHidden: "true" });
    bar.style.setProperty("--share", share(total, largest));
    const { label, rule } = words[reading];
    return element(
      "li",
      {},
      element("span", { className: "mec-calc-reading" }, label, note(rule)),
      element("span", { className: "mec-calc-total" }, ...breakable(bits(total))),
      bar,
    );
  };

  const readingList = (explained, words) => {
    const largest = explained.map(({ total }) => total).reduce(larger);
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
    const loss = sum(capped.map(({ loss: one }) => one));
    const taken = loss ? `${bits(loss)} from ${where}` : "nothing";
    return element("li", {}, ...breakable(`${words[reading].label} takes ${taken}.`));
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

  const productText = (neurons, inputs, threshold) =>
    `${group(neurons)} × ${threshold ? `(${group(inputs)} + 1)` : group(inputs)}`;

  const layersTable = ({ sizes, thresholds }, explained, words) =>
    table({
      caption: [
        strong("Layer by layer."),
        " Neurons × (inputs + threshold), and what each reading leaves of it, in bits.",
      ],
      head: ["Layer", "Rules 2 and 3", ...explained.map(({ reading }) => words[reading].label)],
      rows: thresholds.map((threshold, index) => [
        String(index + 1),
        productText(sizes[index + 1], sizes[index], threshold),
        ...explained.map(({ reading, layers }) => layerCell(layers[index], words[reading])),
      ]),
      foot: ["Total", "", ...explained.map(({ total }) => group(total))],
    });

  // Compression, parameters, units

  const ratioCell = (value) => {
    const { numerator, denominator } = value;
    const text = ratioText(value);
    if (denominator !== 1n) return [text, note(`${group(numerator)} / ${group(denominator)}`)];
    return text === group(numerator) ? text : [text, note(group(numerator))];
  };

  const between = (shapes, counts) => [shapes.join(" → "), note(counts.map(group).join(" → "))];

  const compressionTable = ({ image, stages, sizes }) => {
    const elements = [product(image), ...stages.map(({ leaving }) => product(leaving))];
    if (!stages.length) elements.push(sizes[0]);
    const embedding = stages.at(-1)?.leaving ?? [sizes[0]];
    const chain = Object.values(compressChain(elements));
    const rows = stages.map(({ entering, leaving }, index) => [
      `Stage ${index + 1}`,
      between([times(entering), times(leaving)], elements.slice(index, index + 2)),
      ...chain.map((one) => ratioCell(one.stages[index])),
    ]);
    return table({
      caption: [
        strong("G is what enters over what leaves"),
        ", by elements and in bits: 8 bits for a value of the image, and for a feature 32 " +
          "(float32) or 1 (rule 1).",
      ],
      head: ["Part", "Shape (elements)", "G, elements", "G, bits 8→32", "G, bits 8→1"],
      rows,
      foot: [
        "Image to embedding",
        between([times(image), times(embedding)], [elements[0], elements.at(-1)]),
        ...chain.map((one) => ratioCell(one.total)),
      ],
    });
  };

  const parametersText = ({ front, stages }, explained) => {
    const dense = sum(explained[0].layers.map((layer) => layer.parametersBits));
    const before = sum((stages ?? []).map(({ parameters }) => parameters));
    const where = {
      none: ".",
      embedding: " in the dense layers; those of the backbone are not counted.",
      stages: `: ${group(before)} in the stages, ${group(dense)} in the dense layers.`,
    };
    return [strong(plural(dense + before, "parameter")), ...breakable(where[front])];
  };

  const unitsTable = (explained, words) => {
    const agree = explained.every(({ total }) => total === explained[0].total);
    const rows = agree ? [{ ...explained[0], label: "Every reading" }] : explained;
    return table({
      caption: [strong("In other units,"), " all digits: 1 kB is 8,000 bits, 1 KiB 8,192 bits."],
      head: ["Reading", ...UNITS.map(({ symbol }) => symbol)],
      rows: rows.map(({ label, reading, total }) => [
        label ?? words[reading].label,
        ...UNITS.map((unit) => group(exactDecimal(fromBits(total, unit)))),
      ]),
    });
  };

  // All results of a network. `words` has, for each reading, its label, its rule in words, and
  // whether it caps layers; `drawing` is its picture; `expected` are elements of what was measured,
  // not derived.
  const show = (network, words, drawing, expected) => {
    const explained = explain(network);
    const compression =
      network.front === "none" ? [] : [element("h2", {}, "Compression"), compressionTable(network)];
    return [
      readingList(explained, words),
      element("h2", {}, "The network, drawn"),
      drawing,
      element("h2", {}, "What rule 4 caps"),
      capList(explained, words),
      layersTable(network, explained, words),
      ...expected,
      ...compression,
      element("h2", {}, "Size"),
      element("p", {}, ...parametersText(network, explained)),
      unitsTable(explained, words),
    ];
  };

  const say = (network, words) =>
    explain(network)
      .map(({ reading, total }) => `${words[reading].label}: ${bits(total)}`)
      .join("; ");

  return { element, group, listing, power, ratioText, say, show, showVerdict };
})();
