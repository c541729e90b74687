// What a reader of "beat the neuron" has set up, as text: rows of points, and the address.
//
// Both are read as a stranger wrote them: a problem says what is there and what was expected.
"use strict";

globalThis.mecNeuronState = (() => {
  const SIDE = 1000;
  const MARGIN = 60; // that is drawn around the square of the coordinates
  const MOST_POINTS = 12;
  const MOST_INPUTS = 1000;
  const LONGEST_TEXT = 2000;
  const SHOWN = 40;
  const LABELS = { yes: true, y: true, 1: true, no: false, n: false, 0: false };
  const EXAMPLE = "250, 700, yes";
  const KEYS = { points: "points", inputs: "inputs" };

  const group = (count) => count.toLocaleString("en");

  // What was typed as a message repeats it: short, with a sign for what would turn or hide letters.
  const quote = (text) => {
    const seen = text.slice(0, 4 * SHOWN).trim().replace(/\p{C}/gu, "\ufffd");
    return `“${seen.length > SHOWN ? `${seen.slice(0, SHOWN)}…` : seen}”`;
  };

  const problemOf = (problem) => ({ problem });

  // Rows of points

  const readRow = (row, number) => {
    const cells = row.split(/[\s,;]+/).filter(Boolean);
    const say = (fault) => problemOf(`Line ${number}: ${fault}`);
    if (cells.length !== 3) {
      return say(`${quote(row)}; expected x, y and yes or no, such as ${EXAMPLE}.`);
    }
    for (const [index, name] of ["x", "y"].entries()) {
      if (!/^\d{1,4}$/.test(cells[index]) || Number(cells[index]) > SIDE) {
        const wanted = `a whole number from 0 to ${group(SIDE)}`;
        return say(`${name} is ${quote(cells[index])}; expected ${wanted}.`);
      }
    }
    const label = cells[2].toLowerCase();
    if (!Object.hasOwn(LABELS, label)) return say(`the label is ${quote(cells[2])}; expected yes or no.`);
    return { point: { x: Number(cells[0]), y: Number(cells[1]), label: LABELS[label] } };
  };

  // The points of a text, one a line, or what is wrong with it.
  const readText = (text) => {
    const wanted = `expected 1 to ${MOST_POINTS} points, one a line, such as ${EXAMPLE}`;
    if (!text.trim()) return problemOf(`Nothing is entered; ${wanted}.`);
    if (text.length > LONGEST_TEXT) {
      return problemOf(`There are ${group(text.length)} characters; ${wanted}.`);
    }
    const rows = text.split("\n").map((row, index) => [row, index + 1]);
    const filled = rows.filter(([row]) => row.trim());
    if (filled.length > MOST_POINTS) {
      return problemOf(`There are ${group(filled.length)} points; ${wanted}.`);
    }
    const read = filled.map(([row, number]) => readRow(row, number));
    return read.find(({ problem }) => problem) ?? { points: read.map(({ point }) => point) };
  };

  const writeText = (points) =>
    points.map(({ x, y, label }) => `${x}, ${y}, ${label ? "yes" : "no"}`).join("\n");

  // The number of inputs that is typed, or what is wrong with it.
  const readInputs = (text) => {
    const typed = text.trim();
    if (/^\d{1,5}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= MOST_INPUTS) {
      return { inputs: Number(typed) };
    }
    const there = typed ? `${quote(typed)} is entered` : "Nothing is entered";
    return problemOf(`${there}; expected a whole number from 1 to ${group(MOST_INPUTS)}, such as 10.`);
  };

  // The address: ?points=250.700.y_750.300.n&inputs=10

  const readAddressPoints = (text) => {
    const rows = text.length > LONGEST_TEXT ? [] : text.split("_");
    const isSound = rows.every((row) => /^\d+\.\d+\.[yn]$/.test(row));
    return isSound && rows.length ? readText(rows.join("\n").replaceAll(".", " ")) : problemOf("");
  };

  // What an address holds; `problem` where it holds something that cannot be shown.
  const readAddress = (search) => {
    const parameters = new URLSearchParams(search);
    const [points, inputs] = [KEYS.points, KEYS.inputs].map((key) => parameters.get(key));
    const read = {
      ...(points === null ? {} : readAddressPoints(points)),
      ...(inputs === null ? {} : readInputs(inputs)),
    };
    const faults = [
      points !== null && !read.points && `points as ${quote(points)}`,
      inputs !== null && !read.inputs && `inputs as ${quote(inputs)}`,
    ].filter(Boolean);
    const problem = faults.length
      ? `The address gives ${faults.join(" and ")}, which cannot be shown; these are the usual ones.`
      : "";
    return { points: read.points, inputs: read.inputs, problem };
  };

  const encode = (points) => points.map(({ x, y, label }) => `${x}.${y}.${label ? "y" : "n"}`).join("_");

  // An address with what differs from the default put into it; the rest of it stays.
  const writeAddress = (href, state, start) => {
    const address = new URL(href);
    const set = (key, value, usual) => {
      if (value === usual) address.searchParams.delete(key);
      else address.searchParams.set(key, value);
    };
    set(KEYS.points, encode(state.points), encode(start.points));
    set(KEYS.inputs, String(state.inputs), String(start.inputs));
    return address.href;
  };

  return {
    MARGIN,
    MOST_INPUTS,
    MOST_POINTS,
    SIDE,
    group,
    readAddress,
    readInputs,
    readText,
    writeAddress,
    writeText,
  };
})();
