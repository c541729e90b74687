// What the calculator draws of a network of BigInts: its boxes and arrows, and where they stand.
// engine/exhibits/drawing/network_parts.py writes the same, network.py lays it out the same.
"use strict";

globalThis.mecDiagram = (() => {
  const { READINGS, explainStack, fraction, product, roundFraction, sum } = mecCapacity;
  const { group } = mecResults;

  const [DECADE, MOST_HIGH] = [12, 12];
  const [LINE, HEAD, SHORTEST, GAP] = [11.5, 30, 20, 8];
  const EVERY = "every reading";

  // Texts

  const [TOTAL, BESIDE, FACTOR, SIDE] = [15, 9, 7, 5];

  const writeNumber = (value, mostDigits) => {
    if (String(value).length <= mostDigits) return group(value);
    const { digits, exponent } = roundFraction(fraction(value, 1n), 3);
    return `${digits[0]}.${digits.slice(1)}e${exponent}`;
  };

  const count = (value, word, mostDigits = BESIDE) =>
    `${writeNumber(value, mostDigits)} ${word}${value === 1n ? "" : "s"}`;

  const compressionText = (entering, leaving) => {
    const way = entering < leaving ? "expands" : entering > leaving ? "compresses" : "keeps the size";
    const [whole, rest] = [(100n * entering) / leaving, (100n * entering) % leaving];
    const isUp = 2n * rest > leaving || (2n * rest === leaving && whole % 2n);
    const hundredths = whole + (isUp ? 1n : 0n);
    if (!hundredths) return `G < 0.01: ${way}`;
    const units = writeNumber(hundredths / 100n, FACTOR);
    const places = String(hundredths % 100n).padStart(2, "0");
    return `G = ${units}${units.includes("e") ? "" : `.${places}`}: ${way}`;
  };

  // Boxes and arrows

  const shapeArrow = (shape) => {
    const sides = shape.length > 1 ? [shape.map((side) => writeNumber(side, SIDE)).join(" × ")] : [];
    return { values: product(shape), lines: [...sides, count(product(shape), "value")] };
  };

  const windowText = ({ kernel, stride }) =>
    `${writeNumber(kernel, SIDE)} × ${writeNumber(kernel, SIDE)}, step ${writeNumber(stride, SIDE)}`;

  const stageBox = ({ convolution, pooling, parameters, entering, leaving }, index) => ({
    name: `Stage ${index + 1}`,
    amount: parameters,
    lines: [
      `convolution ${windowText(convolution)}`,
      `pooling ${windowText(pooling)}`,
      count(parameters, "parameter"),
      compressionText(product(entering), product(leaving)),
    ],
    said: {},
  });

  const backboneBox = (entering, leaving) => ({
    name: "Before the embedding",
    amount: 0n,
    lines: ["parameters not known", compressionText(entering, leaving)],
    said: {},
  });

  const sayCounted = ({ parametersBits, capacityBits }) => {
    if (capacityBits === parametersBits) return "counted in full";
    return capacityBits ? `capped: ${writeNumber(capacityBits, BESIDE)} counted` : "not counted";
  };

  const denseBox = (readings, threshold, index) => {
    const { inputs, neurons, parametersBits } = readings[0].layers[index];
    const read = writeNumber(inputs, FACTOR);
    const by = (say) =>
      Object.fromEntries(readings.map(({ label, layers }) => [label, say(layers[index])]));
    return {
      name: `Layer ${index + 1}`,
      amount: parametersBits,
      lines: [
        `${writeNumber(neurons, FACTOR)} × ${threshold ? `(${read} + 1)` : read}`,
        `= ${count(parametersBits, "bit")}`,
      ],
      counted: by(({ capacityBits }) => capacityBits),
      said: by(sayCounted),
    };
  };

  // The arrows that a reading caps layers at, by their positions among all.
  const limitsOf = (layers, fronts) => {
    const widths = layers.map(({ inputs }) => inputs);
    const found = layers.flatMap(({ capBits, capacityBits, parametersBits }, index) =>
      capBits && capacityBits < parametersBits
        ? [fronts + widths.slice(0, index + 1).lastIndexOf(capBits)]
        : [],
    );
    return [...new Set(found)].sort((a, b) => a - b);
  };

  const readingsOf = ({ sizes, thresholds }, words) => {
    const all = READINGS.map((reading) => ({
      label: words[reading].label.toLowerCase(),
      layers: explainStack(sizes, reading, thresholds),
    }));
    const agree = all.every(({ layers }) =>
      layers.every(({ capacityBits }, index) => capacityBits === all[0].layers[index].capacityBits),
    );
    if (!agree) return all;
    const layers = all[0].layers.map((layer) => ({ ...layer, capBits: null }));
    return [{ label: EVERY, layers }];
  };

  // A network as boxes, with an arrow before each and one behind the last.
  const makeDiagram = (network, words) => {
    const { image, stages, sizes, thresholds } = network;
    const readings = readingsOf(network, words);
    const boxes = stages.map(stageBox);
    const shapes = [...(image ? [image] : []), ...stages.map(({ leaving }) => leaving)];
    if (!stages.length) {
      if (image) boxes.push(backboneBox(product(image), sizes[0]));
      shapes.push([sizes[0]]);
    }
    const fronts = boxes.length;
    boxes.push(...thresholds.map((threshold, index) => denseBox(readings, threshold, index)));
    return {
      boxes,
      arrows: [
        ...shapes.map(shapeArrow),
        ...sizes.slice(1, -1).map((neurons) => ({
          values: neurons,
          lines: [`hands on ≤ ${count(neurons, "bit")}`],
        })),
        { values: sizes.at(-1), lines: [count(sizes.at(-1), "output")] },
      ],
      choices: readings.map(({ label, layers }) => ({
        label,
        total: count(sum(layers.map(({ capacityBits }) => capacityBits)), "bit", TOTAL),
        limits: limitsOf(layers, fronts),
      })),
    };
  };

  // Geometry, in points

  const extent = (amount, most = MOST_HIGH) =>
    DECADE * (amount >= 10n ** BigInt(most) ? most : Math.log10(1 + Number(amount)));

  const layOut = ({ boxes, arrows }) => {
    const heights = boxes.map(({ amount }) => extent(amount));
    const texts = boxes.map(({ lines, said }) =>
      LINE * (1 + lines.length + (Object.keys(said).length ? 1 : 0)));
    const over = texts.map((text, index) => Math.max(0, (text - heights[index]) / 2));
    const beyond = [0, ...over, 0];
    const placed = { boxes: [], arrows: [] };
    let top = HEAD;
    for (const [index, { lines }] of arrows.entries()) {
      const [before, after] = beyond.slice(index, index + 2);
      const text = LINE * lines.length;
      const height = Math.max(SHORTEST, before + GAP + text + GAP + after);
      const textTop = top + before + (height - before - text - after) / 2;
      placed.arrows.push({ top, height, textTop });
      top += height;
      if (index === boxes.length) break;
      const middle = top + heights[index] / 2;
      placed.boxes.push({ top, height: heights[index], textTop: middle - texts[index] / 2 });
      top += heights[index];
    }
    return { ...placed, height: top };
  };

  return { DECADE, LINE, extent, layOut, makeDiagram };
})();
