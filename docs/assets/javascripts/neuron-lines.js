// Lines and labelled points of the plane: what engine/theory/labellings.py computes. Coordinates
// are integers of at most four digits, so that every product below is exact.
//
// A point is { x, y, label }, its label true for yes. A labelling is an integer: bit i is set where
// point i says yes. It touches no page.
"use strict";

globalThis.mecNeuronLines = (() => {
  // Twice the area of a triangle: above 0 counter-clockwise, 0 on a line.
  const turn = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  const along = (a, b, c) => (b.x - a.x) * (c.x - a.x) + (b.y - a.y) * (c.y - a.y);
  const isSame = (a, b) => a.x === b.x && a.y === b.y;

  const pairsOf = (items) =>
    items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other]));

  const triplesOf = (items) =>
    items.flatMap((one, index) => pairsOf(items.slice(index + 1)).map((pair) => [one, ...pair]));

  const toMask = (flags) => flags.reduce((mask, flag, index) => mask | (flag ? 1 << index : 0), 0);
  const maskOf = (points) => toMask(points.map(({ label }) => label));

  // Indices of the first two points in one place, else of the first three on a line; else none.
  const findCoincidence = (points) => {
    const indices = points.map((_, index) => index);
    const pair = pairsOf(indices).find(([a, b]) => isSame(points[a], points[b]));
    const onLine = ([a, b, c]) => turn(points[a], points[b], points[c]) === 0;
    return pair ?? triplesOf(indices).find(onLine) ?? [];
  };

  // All labellings that a line realises. Every one is that of a line through two points, turned a
  // little about a place between two points on it; but for those that leave all points together.
  const listLabellings = (points) => {
    const all = 2 ** points.length - 1;
    const found = new Set([0, all]);
    for (const [start, end] of pairsOf(points)) {
      if (isSame(start, end)) continue;
      const turns = points.map((point) => turn(start, end, point));
      const ways = points.map((point) => along(start, end, point));
      const left = toMask(turns.map((one) => one > 0));
      const on = turns.map((one) => one === 0);
      for (const mark of new Set(ways.filter((_, index) => on[index]))) {
        const before = toMask(ways.map((way, index) => on[index] && way < mark));
        if (!before) continue;
        const after = toMask(on) - before;
        for (const mask of [left | before, left | after]) {
          found.add(mask);
          found.add(all - mask);
        }
      }
    }
    return found;
  };

  // The line to draw, farthest from both classes: yes is where x * its x + y * its y exceeds its
  // threshold. Rounding moves it by less than can be drawn. Null where no line separates.
  const findLine = (points, borders) => {
    const yes = points.filter(({ label }) => label);
    const no = points.filter(({ label }) => !label);
    if (!yes.length || !no.length) return passBeside(points, borders, !no.length);
    let best = null;
    for (const [x, y] of directionsOf(yes, no)) {
      const lowest = Math.min(...yes.map((point) => x * point.x + y * point.y));
      const highest = Math.max(...no.map((point) => x * point.x + y * point.y));
      const gap = (lowest - highest) / Math.hypot(x, y);
      if (lowest > highest && gap > (best?.gap ?? 0)) {
        best = { x, y, threshold: (lowest + highest) / 2, gap };
      }
    }
    return best;
  };

  // Directions in which two hulls can be nearest: from corner to corner, or across a side.
  const directionsOf = (yes, no) => {
    const corners = yes.flatMap((one) => no.map((other) => [one.x - other.x, one.y - other.y]));
    const sides = [yes, no].flatMap(pairsOf).map(([a, b]) => [b.y - a.y, a.x - b.x]);
    const across = sides.filter(([x, y]) => x || y).flatMap(([x, y]) => [[x, y], [-x, -y]]);
    return [...corners, ...across];
  };

  // Half-way to that border of what is drawn which is farthest from all points.
  const passBeside = (points, { low, high }, isYes) => {
    const gaps = [[1, 0, low], [-1, 0, -high], [0, 1, low], [0, -1, -high]].map(([x, y, edge]) => {
      const nearest = Math.min(...points.map((point) => x * point.x + y * point.y));
      return { x, y, threshold: (nearest + edge) / 2, gap: nearest - edge };
    });
    const { x, y, threshold } = gaps.reduce((a, b) => (b.gap > a.gap ? b : a));
    const sign = isYes ? 1 : -1;
    return { x: sign * x, y: sign * y, threshold: sign * threshold };
  };

  const isBetween = (point, [a, b]) => turn(a, b, point) === 0 && along(point, a, b) <= 0;

  const doCross = ([a, b], [c, d]) =>
    turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;

  const isInside = (point, [a, b, c]) => {
    const turns = [turn(a, b, point), turn(b, c, point), turn(c, a, point)].map(Math.sign);
    return turns.every((one) => one > 0) || turns.every((one) => one < 0);
  };

  // Why no line separates two classes: at most four points whose hulls meet, a point in another's
  // place, between two, amid three, or two pairs that cross. `one` are of one label, `other` of the
  // other. That four are enough is Kirchberger's theorem.
  const findWitness = (points) => {
    const yes = points.filter(({ label }) => label);
    const no = points.filter(({ label }) => !label);
    const sides = [[yes, no], [no, yes]];
    const look = (kind, groupsOf, hits) => {
      for (const [from, against] of sides) {
        for (const group of groupsOf(from)) {
          const hit = against.find((point) => hits(point, group));
          if (hit) return { kind, one: [hit], other: group };
        }
      }
      return null;
    };
    const cross = () => {
      for (const one of pairsOf(yes)) {
        const other = pairsOf(no).find((pair) => doCross(one, pair));
        if (other) return { kind: "cross", one, other };
      }
      return null;
    };
    return (
      look("same", (from) => from.map((point) => [point]), (point, [a]) => isSame(point, a)) ??
      look("between", pairsOf, isBetween) ??
      cross() ??
      look("amid", triplesOf, isInside)
    );
  };

  return { findCoincidence, findLine, findWitness, listLabellings, maskOf };
})();
