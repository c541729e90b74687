// Directions along which labels change seldom: what engine/dataset/sums.py, directions.py and
// single_columns.py compute. It touches no page.
"use strict";

globalThis.mecDataDirections = (() => {
  const { drawWeights } = mecDataDraw;
  const { countThresholds, sortSums } = mecDataChanges;
  const { Discriminant } = mecDataDiscriminant;
  const { part } = mecDataSteps;
  const RANDOM_DIRECTIONS = 8;
  const FIRST_SEED = 100;
  const PLAIN_SUM = "plain sum";
  const MOST_DECIMALS = 6;
  const EXACT_BELOW = 2 ** 53;
  const ALL_WHOLE_FROM = 2 ** 52;

  // The nearest whole number, of two as near the even one.
  const round = (value) => {
    if (!(Math.abs(value) < ALL_WHOLE_FROM)) return value;
    return value < 0
      ? value - ALL_WHOLE_FROM + ALL_WHOLE_FROM
      : value + ALL_WHOLE_FROM - ALL_WHOLE_FROM;
  };

  const hasPlaces = (values, places) => {
    const factor = 10 ** places;
    return values.every((value) => round(value * factor) / factor === value);
  };

  // The fewest decimal places that all inputs have, in steps; null if sums would be rounded.
  function* findPlaces(inputs) {
    let places = 0;
    let largest = 0;
    for (const [index, values] of inputs.entries()) {
      yield index / inputs.length;
      while (!hasPlaces(values, places)) {
        places += 1;
        if (places > MOST_DECIMALS) return null;
      }
      largest += values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    }
    return largest * 10 ** places < EXACT_BELOW ? places : null;
  }

  function* sumAsTheyAre(inputs) {
    const places = yield* part(findPlaces(inputs), 0, 0.5);
    const factor = 10 ** places;
    const total = new Float64Array(inputs[0].length);
    for (const [index, values] of inputs.entries()) {
      for (let row = 0; row < total.length; row += 1) {
        total[row] += places === null ? values[row] : round(values[row] * factor);
      }
      yield (1 + index / inputs.length) / 2;
    }
    return total;
  }

  function* sumStandardised(inputs, spreads, weights) {
    const total = new Float64Array(inputs[0].length);
    for (const [place, values] of inputs.entries()) {
      const { center, scale } = spreads[place];
      const weight = weights ? weights[place] : 1;
      for (let row = 0; row < total.length; row += 1) {
        total[row] += ((values[row] - center) / scale) * weight;
      }
      yield (place + 1) / inputs.length;
    }
    return total;
  }

  const listFixed = (inputs) => [
    [PLAIN_SUM, null],
    ...Array.from({ length: inputs > 1 ? RANDOM_DIRECTIONS : 0 }, (_, place) => [
      `random ${place + 1}`,
      drawWeights(FIRST_SEED + place, inputs),
    ]),
  ];

  // The directions of a table: those that do not look at labels are sorted once, for any labels.
  class Directions {
    constructor(inputs, spreads, classes) {
      this.inputs = inputs;
      this.spreads = spreads;
      this.classes = classes;
      this.sorted = [];
    }

    // Sorts the rows, in steps.
    *sort() {
      this.discriminant = new Discriminant(this.inputs, this.spreads, this.classes);
      yield* part(this.discriminant.prepare(), 0, 0.5);
      const fixed = listFixed(this.inputs.length);
      for (const [place, [name, weights]] of fixed.entries()) {
        const shareOf = (count) => (1 + count / fixed.length) / 2;
        const sums = this.sum(weights);
        this.sorted.push([
          name,
          sortSums(yield* part(sums, shareOf(place), shareOf(place + 1))),
        ]);
      }
      return this;
    }

    sum(weights) {
      return sumStandardised(this.inputs, this.spreads, weights);
    }

    get plainSum() {
      return this.sorted[0][1];
    }

    // Thresholds along each direction, first along those found for these labels, in steps.
    *count(labels) {
      const found = yield* part(this.discriminant.find(labels), 0, 0.8);
      const fitted = [];
      for (const [name, weights] of found)
        fitted.push([name, sortSums(yield* part(this.sum(weights), 0.8, 0.9))]);
      const counted = [];
      for (const [name, ties] of [...fitted, ...this.sorted]) {
        counted.push({ name, ...countThresholds(ties, labels, this.classes) });
        yield 0.9;
      }
      return counted;
    }
  }

  // The direction that gets most rows right, of these the one with fewest neurons, then the first.
  const findBest = (directions) =>
    directions.reduce((best, one) => {
      const apart = one.rowsWrong - best.rowsWrong || one.neurons - best.neurons;
      return apart < 0 ? one : best;
    });

  // The input that tells labels apart best alone, in steps.
  function* findBestColumn(inputs, { labels, classes, counts }) {
    let best = null;
    for (const [place, values] of inputs.entries()) {
      const found = countThresholds(sortSums(values), labels, classes.length);
      const cost = found.neurons + found.rowsWrong;
      if (!best || cost < best.cost) best = { ...found, cost, place };
      yield (place + 1) / inputs.length;
    }
    const { place, neurons, rowsWrong } = best;
    const present = counts.filter(Boolean).length;
    const tellsAll = rowsWrong === 0 && neurons === present - 1;
    return { place, rows: labels.length, neurons, rowsWrong, tellsAll };
  }

  return { Directions, PLAIN_SUM, findBest, findBestColumn, sumAsTheyAre };
})();
