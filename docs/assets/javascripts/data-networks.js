// The networks that reach what a table requires: what engine/dataset/candidates.py, expected.py and
// sure.py compute. Sizes are BigInts, as in the calculator.
"use strict";

globalThis.mecDataNetworks = (() => {
  const { READINGS, stackCapacity } = mecCapacity;
  const { expectLog, findBeyond } = mecExpected;
  const { findBest } = mecDataDirections;
  const SHAPES = { one_hidden_layer: 1, two_hidden_layers: 2 };

  const capacityOf = (sizes, reading) =>
    stackCapacity(sizes, reading, Array(sizes.length - 1).fill(true));
  const countParameters = (sizes) => capacityOf(sizes, "all_parameters");

  // One output for two classes, else one for each.
  const countOutputs = (classes) => (classes === 2 ? 1 : classes);

  const stackSizes = (shape, inputs, width, outputs) => [
    BigInt(inputs),
    ...Array(SHAPES[shape]).fill(BigInt(width)),
    BigInt(outputs),
  ];

  // The least positive number for which something holds that then holds for all above.
  const findFirst = (holds) => {
    let high = 1;
    while (!holds(high)) high *= 2;
    let low = Math.floor(high / 2);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (holds(middle)) high = middle;
      else low = middle;
    }
    return high;
  };

  const findLeast = (asked, bits, shape, reading, inputs, outputs) => {
    const sizesOf = (width) => stackSizes(shape, inputs, width, outputs);
    const sizes = sizesOf(
      findFirst((width) => Number(capacityOf(sizesOf(width), reading)) >= bits),
    );
    const capacityBits = capacityOf(sizes, reading);
    const parameters = countParameters(sizes);
    return { asked, askedBits: bits, shape, reading, sizes, capacityBits, parameters };
  };

  const listCandidates = (asked, inputs, outputs) =>
    Object.entries(asked).flatMap(([name, bits]) =>
      Object.keys(SHAPES).flatMap((shape) =>
        READINGS.map((reading) => findLeast(name, bits, shape, reading, inputs, outputs)),
      ),
    );

  // What a network should memorise of random labels, by activation; nothing without a law.
  const expectPoints = (law, sizes) =>
    Object.keys(law?.factors ?? {}).map((activation) => {
      const points = Math.exp(expectLog(law, sizes, activation));
      return {
        activation,
        points,
        low: law.error === null ? null : points / law.error,
        high: law.error === null ? null : points * law.error,
        beyond: findBeyond(law, sizes, activation).map(({ name }) => name),
      };
    });

  // The least network of each shape and activation whose n50 reaches the rows.
  const sizeByRows = (law, rows, inputs, outputs) =>
    Object.keys(SHAPES).flatMap((shape) =>
      Object.keys(law?.factors ?? {}).map((activation) => {
        const sizesOf = (width) => stackSizes(shape, inputs, width, outputs);
        const reaches = (width) => expectLog(law, sizesOf(width), activation) >= Math.log(rows);
        const sizes = sizesOf(findFirst(reaches));
        const expected = expectPoints(law, sizes).find((one) => one.activation === activation);
        return { shape, sizes, parameters: countParameters(sizes), expected };
      }),
    );

  // The convention that networks are sized by.
  const findHeadline = ({ requirements }) =>
    requirements.find(({ units, ties }) => units === "standardised" && ties === "fewest_changes");

  const buildSure = (table, inputs, outputs) => {
    const best = findBest(table.directions);
    const sizes = [BigInt(inputs), BigInt(Math.max(1, best.neurons)), BigInt(outputs)];
    return {
      direction: best.name,
      sizes,
      rowsRight: table.rows - best.rowsWrong,
      parameters: countParameters(sizes),
      capacityBits: Object.fromEntries(
        READINGS.map((reading) => [reading, capacityOf(sizes, reading)]),
      ),
    };
  };

  // Adds to what was counted of a table the networks that it asks for.
  const size = (table, law) => {
    const inputs = table.inputs.length;
    const outputs = countOutputs(table.classes.length);
    const headline = findHeadline(table);
    const asked = {
      estimated: headline.estimatedBits,
      maximum: headline.maximumBits,
      label_information: table.labelInformationBits,
    };
    const candidates = listCandidates(asked, inputs, outputs);
    const share = findBest(table.directions).neurons / table.randomChanges;
    const effectiveRows = table.rows * Math.min(1, share);
    return {
      ...table,
      headline,
      outputs,
      candidates: candidates.map((one) => ({ ...one, expected: expectPoints(law, one.sizes) })),
      sure: buildSure(table, inputs, outputs),
      sizedByRows: sizeByRows(law, table.rows, inputs, outputs),
      effectiveRows,
      sizedByEffectiveRows: sizeByRows(law, effectiveRows, inputs, outputs),
    };
  };

  return { SHAPES, size };
})();
