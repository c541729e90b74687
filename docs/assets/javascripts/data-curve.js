// The capacity requirement over growing shares of the rows: what engine/dataset/curve.py computes.
// It touches no page.
"use strict";

globalThis.mecDataCurve = (() => {
  const { drawOrder } = mecDataDraw;
  const { estimateBits } = mecDataChanges;
  const { Directions, PLAIN_SUM, findBest } = mecDataDirections;
  const { part } = mecDataSteps;
  const SEED = 3;
  const HALVINGS = 6;
  const FEWEST_ROWS = 16;
  const MOST_PARTS = 4;
  const LEVEL_BELOW = 0.5;
  const FEW_SHARE = 0.01;

  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

  // Label changes to be expected of rows in random order: n - sum(c^2) / n.
  const expectRandom = (counts) => {
    const rows = counts.reduce((a, b) => a + b, 0);
    return (rows * rows - counts.reduce((total, count) => total + count * count, 0)) / rows;
  };

  const average = (rows, parts, counts, inputs) => {
    const total = counts.reduce((a, b) => a + b, 0);
    const along = (part) => part.find(({ name }) => name === PLAIN_SUM).neurons;
    const changes = {
      sum: mean(parts.map(along)),
      best: mean(parts.map((part) => findBest(part).neurons)),
      random: (expectRandom(counts) * (rows - 1)) / (total - 1),
    };
    return {
      rows,
      parts: parts.length,
      sumChanges: changes.sum,
      bestChanges: changes.best,
      randomChanges: changes.random,
      sumBits: estimateBits(changes.sum, inputs),
      bestBits: estimateBits(changes.best, inputs),
      randomBits: estimateBits(changes.random, inputs),
    };
  };

  // log2 of the factor by which changes grow as the rows double, from a point to all.
  const measureGrowth = (points, first) => {
    const [start, end] = [points.at(first), points.at(-1)];
    const few = Math.max(1, FEW_SHARE * end.randomChanges);
    return (
      Math.log2((end.bestChanges + few) / (start.bestChanges + few)) /
      Math.log2(end.rows / start.rows)
    );
  };

  const findLevel = (points) => {
    let level = null;
    for (let first = points.length - 3; first >= 0; first -= 1) {
      if (measureGrowth(points, first) >= LEVEL_BELOW) break;
      level = points[first].rows;
    }
    return level;
  };

  const listSizes = (rows) => {
    const halves = Array.from({ length: HALVINGS + 1 }, (_, index) => rows >> (HALVINGS - index));
    return halves.filter((size) => size >= FEWEST_ROWS || size === rows);
  };

  // Thresholds along all directions of some rows, in steps.
  function* countPart(inputs, spreads, { labels, classes }, rows) {
    const take = (values) => {
      const taken = new values.constructor(rows.length);
      for (let place = 0; place < rows.length; place += 1) taken[place] = values[rows[place]];
      return taken;
    };
    const taken = [];
    for (const values of inputs) {
      taken.push(take(values));
      yield 0;
    }
    const directions = new Directions(taken, spreads, classes.length);
    yield* part(directions.sort(), 0, 0.5);
    return yield* part(directions.count(take(labels)), 0.5, 1);
  }

  // The requirement of halves, quarters and so on, of rows in random order, in steps; `along` are
  // the thresholds along the directions of all rows.
  function* trace(inputs, spreads, target, along) {
    const rows = target.labels.length;
    const order = drawOrder(SEED, rows);
    const points = [];
    const sizes = listSizes(rows).slice(0, -1);
    const partsOf = (size) => Math.min(MOST_PARTS, Math.floor(rows / size));
    const toDo = sizes.reduce((total, size) => total + partsOf(size) * size, 0);
    let done = 0;
    for (const size of sizes) {
      const parts = [];
      while (parts.length < partsOf(size)) {
        const start = parts.length * size;
        const chosen = order.subarray(start, start + size).toSorted();
        const steps = countPart(inputs, spreads, target, chosen);
        parts.push(yield* part(steps, done / toDo, (done + size) / toDo));
        done += size;
      }
      points.push(average(size, parts, target.counts, inputs.length));
    }
    points.push(average(rows, [along], target.counts, inputs.length));
    const growth = points.length >= 3 ? measureGrowth(points, -3) : null;
    return { points, growth, levelsOffAt: findLevel(points) };
  }

  return { expectRandom, trace };
})();
