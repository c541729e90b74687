// Label changes and thresholds along rows sorted by a sum, and rows that contradict each other: what
// engine/dataset/label_changes.py, requirement.py and contradictions.py count. It touches no page.
//
// Ties are { order, starts }: rows from the smallest sum to the largest, and the places in that
// order at which another sum begins.
"use strict";

globalThis.mecDataChanges = (() => {
  const { sortRows } = mecDataDraw;

  const sortSums = (sums) => {
    const order = sortRows(sums);
    const starts = new Uint32Array(order.length);
    let count = 0;
    for (let place = 0; place < order.length; place += 1) {
      if (place && sums[order[place]] === sums[order[place - 1]]) continue;
      starts[count] = place;
      count += 1;
    }
    return { order, starts: starts.slice(0, count) };
  };

  const endOf = ({ order, starts }, group) => starts[group + 1] ?? order.length;

  const countAsGiven = ({ order }, labels) => {
    let changes = 0;
    for (let place = 1; place < order.length; place += 1) {
      if (labels[order[place]] !== labels[order[place - 1]]) changes += 1;
    }
    return changes;
  };

  // The fewest changes: by the set of labels that the best orders so far can end with. Ending with
  // any other costs one change more, and saves at most that one later.
  const countFewest = (ties, labels, classes) => {
    if (ties.starts.length === ties.order.length) return countAsGiven(ties, labels);
    const [endsWith, seenIn] = [new Int32Array(classes), new Int32Array(classes)];
    let changes = 0;
    let here = [];
    for (let group = 0; group < ties.starts.length; group += 1) {
      const [stamp, next] = [group + 1, group + 2];
      here = [];
      const shared = [];
      for (let place = ties.starts[group]; place < endOf(ties, group); place += 1) {
        const label = labels[ties.order[place]];
        if (seenIn[label] === stamp) continue;
        seenIn[label] = stamp;
        here.push(label);
        if (group && endsWith[label] === stamp) shared.push(label);
      }
      changes += here.length - 1 + (group && !shared.length ? 1 : 0);
      const entersByOne = shared.length === 1 && here.length > 1;
      for (const label of here) if (!entersByOne || label !== shared[0]) endsWith[label] = next;
    }
    return changes;
  };

  // The most changes within rows with one sum, by its first and last label; null where no order has
  // these ends. `counts` are [label, rows], the most frequent first.
  const changesWithin = (counts, rows, first, last) => {
    const countOfFirst = counts.find(([label]) => label === first)[1];
    if (first === last && rows > 1 && countOfFirst < 2) return null;
    if (rows === 1) return 0;
    const repeats = counts
      .slice(0, 3)
      .map(([label, count]) => 2 * count - rows + 1 - (label === first) - (label === last));
    return rows - 1 - Math.max(0, ...repeats);
  };

  const countMost = (ties, labels) => {
    if (ties.starts.length === ties.order.length) return countAsGiven(ties, labels);
    let byLast = new Map();
    for (let group = 0; group < ties.starts.length; group += 1) {
      const found = new Map();
      const [start, end] = [ties.starts[group], endOf(ties, group)];
      for (let place = start; place < end; place += 1) {
        const label = labels[ties.order[place]];
        found.set(label, (found.get(label) ?? 0) + 1);
      }
      const counts = [...found].sort((a, b) => b[1] - a[1]);
      const reached = new Map();
      for (const [first] of counts) {
        let before = byLast.size ? -Infinity : 0;
        for (const [last, done] of byLast) before = Math.max(before, done + (last !== first));
        for (const [last] of counts) {
          const within = changesWithin(counts, end - start, first, last);
          if (within === null) continue;
          reached.set(last, Math.max(reached.get(last) ?? 0, before + within));
        }
      }
      byLast = reached;
    }
    return Math.max(...byLast.values());
  };

  // Thresholds that give every sum the label of most of its rows, of equals the first class, and
  // the rows that they get wrong.
  const countThresholds = (ties, labels, classes) => {
    if (ties.starts.length === ties.order.length) {
      return { neurons: countAsGiven(ties, labels), rowsWrong: 0 };
    }
    const counts = new Int32Array(classes);
    let [neurons, right, last] = [0, 0, -1];
    for (let group = 0; group < ties.starts.length; group += 1) {
      const [start, end] = [ties.starts[group], endOf(ties, group)];
      let best = labels[ties.order[start]];
      for (let place = start; place < end; place += 1) {
        const label = labels[ties.order[place]];
        counts[label] += 1;
        const isBetter =
          counts[label] > counts[best] || (counts[label] === counts[best] && label < best);
        if (isBetter) best = label;
      }
      right += counts[best];
      for (let place = start; place < end; place += 1) counts[labels[ties.order[place]]] = 0;
      if (group && best !== last) neurons += 1;
      last = best;
    }
    return { neurons, rowsWrong: labels.length - right };
  };

  // Requirements

  const estimateBits = (changes, inputs) => Math.log2(changes + 1) * inputs;

  const stateRequirement = (units, ties, changes, inputs) => ({
    units,
    ties,
    changes,
    maximumBits: changes * (inputs + 1) + changes,
    estimatedBits: (changes ? 32 - Math.clz32(changes) : 0) * inputs,
    unroundedBits: estimateBits(changes, inputs),
  });

  const listRequirements = (tiesByUnits, labels, classes, inputs) =>
    Object.entries(tiesByUnits).flatMap(([units, ties]) => [
      stateRequirement(units, "as_given", countAsGiven(ties, labels), inputs),
      stateRequirement(units, "fewest_changes", countFewest(ties, labels, classes), inputs),
      stateRequirement(units, "most_changes", countMost(ties, labels), inputs),
    ]);

  // Rows with the same inputs

  // A number for each row that only rows with the same inputs share, in steps.
  function* numberRows(inputs, rows) {
    let numbers = new Float64Array(rows);
    let distinct = 1;
    for (const [place, values] of inputs.entries()) {
      yield place / inputs.length;
      if (distinct === rows) break;
      const [ranks, pairs] = [new Map(), new Map()];
      numbers = numbers.map((number, row) => {
        if (!ranks.has(values[row])) ranks.set(values[row], ranks.size);
        const pair = number * rows + ranks.get(values[row]);
        if (!pairs.has(pair)) pairs.set(pair, pairs.size);
        return pairs.get(pair);
      });
      distinct = pairs.size;
    }
    return numbers;
  }

  function* findContradictions(inputs, labels, classes) {
    const rows = labels.length;
    const same = sortSums(yield* numberRows(inputs, rows));
    let [repeatedRows, contradictingRows] = [0, 0];
    for (let group = 0; group < same.starts.length; group += 1) {
      const [start, end] = [same.starts[group], endOf(same, group)];
      if (end - start === 1) continue;
      repeatedRows += end - start;
      const first = labels[same.order[start]];
      const hasOther = same.order.subarray(start, end).some((row) => labels[row] !== first);
      if (hasOther) contradictingRows += end - start;
    }
    const { rowsWrong } = countThresholds(same, labels, classes);
    return { repeatedRows, contradictingRows, rowsWrong, mostRight: 1 - rowsWrong / rows };
  }

  return {
    countFewest,
    countThresholds,
    estimateBits,
    findContradictions,
    listRequirements,
    sortSums,
  };
})();
