// The same counts for labels that are shuffled among the rows: what engine/dataset/neighbours.py and
// null.py compute. It touches no page.
"use strict";

globalThis.mecDataShuffled = (() => {
  const { drawOrder, drawRows } = mecDataDraw;
  const { countFewest, estimateBits } = mecDataChanges;
  const { findBest } = mecDataDirections;
  const { part } = mecDataSteps;
  const [MANY, FEW, MOST_CELLS_FOR_MANY] = [99, 19, 200_000];
  const FIRST_SEED = 10_000;
  const NEIGHBOUR_SEED = 4;
  const [MOST_NEIGHBOURS, FEWEST_NEIGHBOURS, MOST_PRODUCTS] = [4096, 64, 50_000_000];
  const BLOCK_ROWS = 64;
  const SIGNIFICANT = 0.05;
  const [BEST_DIRECTION, NEIGHBOURS] = ["best direction", "neighbours"];

  // Each row of a sample with the row nearest to it, in steps: { rows, nearest }, both places.
  function* findNeighbours(inputs, spreads) {
    const most = Math.floor(Math.sqrt(MOST_PRODUCTS / inputs.length));
    const count = Math.min(MOST_NEIGHBOURS, Math.max(FEWEST_NEIGHBOURS, most));
    const rows = drawRows(NEIGHBOUR_SEED, inputs[0].length, count);
    const standard = inputs.map((values, place) => {
      const { center, scale } = spreads[place];
      return Float64Array.from(rows, (row) => (values[row] - center) / scale);
    });
    const nearest = new Uint32Array(rows.length);
    const distances = new Float64Array(rows.length);
    for (let one = 0; one < rows.length; one += 1) {
      distances.fill(0);
      for (const values of standard) {
        const own = values[one];
        for (let other = 0; other < values.length; other += 1) {
          const apart = own - values[other];
          distances[other] += apart * apart;
        }
      }
      distances[one] = Infinity;
      let best = 0;
      for (let other = 1; other < distances.length; other += 1) {
        if (distances[other] < distances[best]) best = other;
      }
      nearest[one] = best;
      if (one % BLOCK_ROWS === 0) yield one / rows.length;
    }
    return { rows, nearest };
  }

  const countStrangers = ({ rows, nearest }, labels) =>
    nearest.reduce(
      (count, other, one) => count + (labels[rows[one]] !== labels[rows[other]] ? 1 : 0),
      0,
    );

  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

  // Of whole numbers, whose sums are exact.
  const deviation = (values) => {
    const [count, total] = [values.length, values.reduce((a, b) => a + b, 0)];
    const squares = values.reduce((a, b) => a + b * b, 0);
    return Math.sqrt(count * squares - total * total) / count;
  };

  const standardise = (value, { mean: center, deviation: scale }) =>
    scale ? (value - center) / scale : 0;

  const rank = (found, drawn) =>
    (1 + drawn.filter((one) => one <= found).length) / (1 + drawn.length);

  const summarise = (counted, found, drawn, inputs) => {
    const center = mean(drawn);
    const isRequired = counted !== NEIGHBOURS;
    return {
      counted,
      found,
      permutations: drawn.length,
      mean: center,
      deviation: deviation(drawn),
      lowest: Math.min(...drawn),
      highest: Math.max(...drawn),
      foundBits: isRequired ? estimateBits(found, inputs) : null,
      meanBits: isRequired ? estimateBits(center, inputs) : null,
      p: rank(found, drawn),
    };
  };

  // The rank of the first of several sets of counts by the lowest count of a set, standardised.
  const rankTogether = (sets) => {
    const names = Object.keys(sets[0]);
    const spreads = Object.fromEntries(
      names.map((name) => {
        const values = sets.map((one) => one[name]);
        return [name, { mean: mean(values), deviation: deviation(values) }];
      }),
    );
    const lowest = sets.map((one) =>
      Math.min(...names.map((name) => standardise(one[name], spreads[name]))),
    );
    return rank(lowest[0], lowest.slice(1));
  };

  // Compares label changes with those of shuffled labels, in steps; `along` are the thresholds
  // along the directions for the labels as they are.
  function* compare(tiesByUnits, directions, along, neighbours, { labels, classes }, inputs) {
    const isLarge = labels.length * inputs > MOST_CELLS_FOR_MANY;
    const permutations = isLarge ? FEW : MANY;
    const count = (one, alongOne) => ({
      ...Object.fromEntries(
        Object.entries(tiesByUnits).map(([units, ties]) => [
          units,
          countFewest(ties, one, classes.length),
        ]),
      ),
      [BEST_DIRECTION]: findBest(alongOne).neurons,
      [NEIGHBOURS]: countStrangers(neighbours, one),
    });
    const found = count(labels, along);
    const drawn = [];
    for (let place = 0; place < permutations; place += 1) {
      const order = drawOrder(FIRST_SEED + place, labels.length);
      const drawnLabels = Int32Array.from(order, (row) => labels[row]);
      const shareOf = (done) => done / permutations;
      const steps = directions.count(drawnLabels);
      drawn.push(count(drawnLabels, yield* part(steps, shareOf(place), shareOf(place + 1))));
      yield shareOf(place + 1);
    }
    const counts = Object.keys(found).map((name) =>
      summarise(
        name,
        found[name],
        drawn.map((one) => one[name]),
        inputs,
      ),
    );
    const p = rankTogether([found, ...drawn]);
    const clearest = counts.reduce((best, one) =>
      standardise(one.found, one) < standardise(best.found, best) ? one : best,
    );
    return {
      counts,
      neighbourRows: neighbours.rows.length,
      p,
      showsRule: p <= SIGNIFICANT,
      clearest,
    };
  }

  return { BEST_DIRECTION, NEIGHBOURS, compare, findNeighbours };
})();
