// All that is counted of a table, from its text, in steps: what engine/dataset/description.py puts
// together, without what depends on networks. It touches no page.
//
// A job is { id, text or file, target, bins }, and { id } alone ends the one before; what is told of
// it is { id, names, target }, then { id, share, doing }, and at last { id, table } or
// { id, problem: { field, message } }.
"use strict";

globalThis.mecDataDescribe = (() => {
  const { COMMAND, DataProblem, decode, read, readNames } = mecDataCsv;
  const { encode, readTarget } = mecDataColumns;
  const { findContradictions, listRequirements, sortSums } = mecDataChanges;
  const { Directions, findBestColumn, sumAsTheyAre } = mecDataDirections;
  const { compare, findNeighbours } = mecDataShuffled;
  const { expectRandom, trace } = mecDataCurve;
  const { part } = mecDataSteps;

  // The parts of the work, with the share done when each begins.
  const PARTS = {
    reading: 0,
    encoding: 0.15,
    sorting: 0.2,
    summing: 0.25,
    "comparing columns": 0.27,
    "finding neighbours": 0.32,
    "finding directions": 0.37,
    "shuffling labels": 0.42,
    "tracing the curve": 0.65,
    "comparing rows": 0.97,
  };
  const STARTS = [...Object.values(PARTS), 1];

  // Runs the steps of a part, which yield the share of it that is done.
  function* during(doing, steps) {
    const index = Object.keys(PARTS).indexOf(doing);
    const shares = part(steps, ...STARTS.slice(index, index + 2));
    let step = shares.next();
    for (; !step.done; step = shares.next()) yield { doing, share: step.value };
    return step.value;
  }

  const entropy = (counts) => {
    const rows = counts.reduce((a, b) => a + b, 0);
    return counts.reduce((bits, count) => bits + (count ? count * Math.log2(rows / count) : 0), 0);
  };

  function* describe(text, wanted, bins) {
    const table = yield* during("reading", read(text));
    const target = readTarget(table, wanted, bins);
    const { columns, inputs, leftOut } = yield* during("encoding", encode(table, target.name));
    const { labels, classes, counts } = target;
    const directions = yield* during(
      "sorting",
      new Directions(inputs, columns, classes.length).sort(),
    );
    const ties = {
      as_they_are: sortSums(yield* during("summing", sumAsTheyAre(inputs))),
      standardised: directions.plainSum,
    };
    const bestColumn = yield* during("comparing columns", findBestColumn(inputs, target));
    const neighbours = yield* during("finding neighbours", findNeighbours(inputs, columns));
    const along = yield* during("finding directions", directions.count(labels));
    const shuffled = yield* during(
      "shuffling labels",
      compare(ties, directions, along, neighbours, target, inputs.length),
    );
    const curve = yield* during("tracing the curve", trace(inputs, columns, target, along));
    const contradictions = yield* during(
      "comparing rows",
      findContradictions(inputs, labels, classes.length),
    );
    const bits = entropy(counts);
    return {
      target: target.name,
      bins,
      rows: labels.length,
      inputs: columns.map(({ make: _, ...column }) => column),
      leftOut,
      classes: classes.map((name, index) => ({ name, rows: counts[index] })),
      labelInformationBits: bits,
      labelEntropyBits: bits / labels.length,
      randomChanges: expectRandom(counts),
      requirements: listRequirements(ties, labels, classes.length, inputs.length),
      contradictions,
      directions: along,
      bestColumn,
      shuffled,
      curve,
    };
  }

  const pause = () => new Promise((resolve) => setTimeout(resolve));

  const readFile = async (file) => {
    try {
      return decode(await file.arrayBuffer());
    } catch (error) {
      if (error instanceof DataProblem) throw error;
      throw new DataProblem("the file cannot be read; choose it again");
    }
  };

  // Runs jobs one at a time, in slices, so that what else is to do is done in between; a newer job
  // ends the one that runs.
  class Runner {
    constructor(sliceMilliseconds, tell) {
      this.sliceMilliseconds = sliceMilliseconds;
      this.tell = tell;
    }

    async take(job) {
      this.newest = job.id;
      if (!job.file && !job.text) return;
      try {
        await this.run(job);
      } catch (error) {
        const { field = "data" } = error;
        const isTold = error instanceof DataProblem;
        const message = isTold ? error.message : `the table cannot be counted here; run ${COMMAND}`;
        this.tell({ id: job.id, problem: { field, message } });
        if (!isTold) throw error;
      }
    }

    async run({ id, file, text: pasted, target, bins }) {
      const text = file ? await readFile(file) : pasted;
      if (id !== this.newest) return;
      const names = readNames(text);
      const chosen = target ?? names.at(-1);
      this.tell({ id, names, target: chosen });
      const steps = describe(text, chosen, bins);
      let until = performance.now() + this.sliceMilliseconds;
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) {
          this.tell({ id, table: step.value });
          return;
        }
        if (performance.now() < until) continue;
        this.tell({ id, ...step.value });
        await pause();
        if (id !== this.newest) return;
        until = performance.now() + this.sliceMilliseconds;
      }
    }
  }

  return { Runner, describe };
})();
