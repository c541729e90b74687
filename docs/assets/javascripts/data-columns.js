// The columns of a table as inputs of a network, and its target as classes: what
// engine/dataset/encoding.py and target.py do. It touches no page.
"use strict";

globalThis.mecDataColumns = (() => {
  const { DataProblem, group, quote, show } = mecDataCsv;
  const MOST_CATEGORIES = 100;
  const MOST_NUMBER_CLASSES = 100;
  const MOST_FRACTION_CLASSES = 20;
  const MOST_NAMED = 20;
  const DAY_NANOSECONDS = 86_400e9;
  const DATE =
    /^(\d{4})-([01]\d)-([0-3]\d)(?:[T ]([0-2]\d):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d{2}):?(\d{2}))?)?$/;

  // Texts by their characters, as Python sorts them; JavaScript would compare halves of some.
  const compareTexts = (a, b) => {
    for (let at = 0; at < a.length && at < b.length; at += 1) {
      if (a[at] !== b[at]) return a.codePointAt(at) - b.codePointAt(at);
    }
    return a.length - b.length;
  };
  const sortTexts = (texts) => [...new Set(texts)].toSorted(compareTexts);

  const median = (values) => {
    const sorted = Float64Array.from(values).sort();
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  };

  // Mean and standard deviation, summed in the order of the rows.
  const measureSpread = (values) => {
    if (values.every((value) => value === values[0])) return { center: values[0], scale: 0 };
    let total = 0;
    for (const value of values) total += value;
    const center = total / values.length;
    let squares = 0;
    for (const value of values) squares += (value - center) * (value - center);
    return { center, scale: Math.sqrt(squares / values.length) };
  };

  // Days since the start of 1970, UTC; null where a text is no date.
  const toDays = (text) => {
    const found = DATE.exec(text);
    if (!found) return null;
    const [year, month, day, hour, minute, second] = found
      .slice(1, 7)
      .map((part) => Number(part ?? 0));
    const start = Date.UTC(year, month - 1, day);
    const date = new Date(start);
    const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    if (year < 100 || hour > 23 || !isDay) return null;
    const ahead = found[8] ? Number(`${found[8]}1`) * (60 * found[9] + Number(found[10])) : 0;
    const seconds = start / 1000 + 3600 * hour + 60 * (minute - ahead) + second;
    const nanoseconds = BigInt(seconds) * 1_000_000_000n + BigInt((found[7] ?? "").padEnd(9, "0"));
    return Number(nanoseconds) / DAY_NANOSECONDS;
  };

  // Inputs

  const fillIn = (numbers, fill) => numbers.map((value) => (Number.isFinite(value) ? value : fill));
  const mark = (values, isMarked) =>
    Float64Array.from(values, (value) => (isMarked(value) ? 1 : 0));

  const markMissing = (source, values, isMissing) => ({
    source,
    kind: "missing",
    name: `${source} missing`,
    category: null,
    fill: null,
    make: () => mark(values, isMissing),
  });

  const proposeNumbers = (source, kind, numbers) => {
    const known = numbers.filter(Number.isFinite);
    if (!known.length) return { reason: "empty" };
    const fill = median(known);
    const inputs = [
      { source, kind, name: source, category: null, fill, make: () => fillIn(numbers, fill) },
    ];
    if (known.length < numbers.length) {
      inputs.push(markMissing(source, numbers, (value) => !Number.isFinite(value)));
    }
    return { inputs };
  };

  const proposeTexts = (source, values) => {
    const known = values.filter((value) => value !== null);
    if (!known.length) return { reason: "empty" };
    const texts = sortTexts(known);
    const days = new Map(texts.map((text) => [text, toDays(text)]));
    if (texts.every((text) => days.get(text) !== null)) {
      return proposeNumbers(
        source,
        "date",
        Float64Array.from(values, (one) => days.get(one) ?? NaN),
      );
    }
    if (texts.length > MOST_CATEGORIES || 2 * texts.length > known.length) {
      return { reason: `text, ${texts.length} different` };
    }
    const lacks = known.length < values.length;
    const marked = texts.length === 2 && !lacks ? texts.slice(1) : texts;
    const inputs = marked.map((category) => ({
      source,
      kind: "category",
      name: `${source}=${category}`,
      category,
      fill: null,
      make: () => mark(values, (value) => value === category),
    }));
    if (lacks) inputs.push(markMissing(source, values, (value) => value === null));
    return { inputs };
  };

  const propose = ({ name, kind, values }) =>
    kind === "number" ? proposeNumbers(name, "number", values) : proposeTexts(name, values);

  // Makes inputs of all columns but the target, in steps: { columns, inputs, leftOut }, where
  // `inputs` are not yet standardised, and columns say how they are to be.
  function* encode(table, target) {
    const [columns, inputs, leftOut] = [[], [], []];
    const sources = table.columns.filter(({ name }) => name !== target);
    for (const [index, column] of sources.entries()) {
      const proposed = propose(column);
      const before = columns.length;
      let reason = proposed.reason ?? "constant";
      for (const { make, ...input } of proposed.inputs ?? []) {
        const values = make();
        const { center, scale } = measureSpread(values);
        if (!Number.isFinite(scale)) reason = "numbers too large to be squared";
        else if (scale > 0) {
          columns.push({ ...input, center, scale });
          inputs.push(values);
        }
      }
      if (columns.length === before) leftOut.push({ source: column.name, reason });
      yield (index + 1) / sources.length;
    }
    if (!columns.length) {
      const named = leftOut
        .slice(0, 10)
        .map(({ source, reason }) => `${quote(source)} (${reason})`);
      const what = named.join(", ") || "there is but the target";
      throw new DataProblem(`no column is left to learn from: ${what}`);
    }
    return { columns, inputs, leftOut };
  }

  // Numbers as Python writes them

  const exponentText = (exponent) =>
    `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;

  const writeFraction = (value) => {
    const [digits, exponent] = value.toExponential().split("e");
    if (Number(exponent) < -4 || Number(exponent) >= 16)
      return digits + exponentText(Number(exponent));
    return Number.isInteger(value) ? `${value}.0` : String(value);
  };

  const writeShort = (value) => {
    const [digits, exponent] = value.toExponential(5).split("e");
    const strip = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
    if (Number(exponent) < -4 || Number(exponent) >= 6) {
      return value === 0 ? "0" : strip(digits) + exponentText(Number(exponent));
    }
    return strip(value.toPrecision(6));
  };

  // The target

  const findColumn = (table, name) => {
    const column = table.columns.find((one) => one.name === name);
    if (column) return column;
    const known = table.names.slice(0, MOST_NAMED).map(show).join(", ");
    const more = table.names.length > MOST_NAMED ? ", …" : "";
    throw new DataProblem(`there is no column ${quote(name)}; there are ${known}${more}`, "target");
  };

  const checkLabels = ({ name, values, kind }) => {
    const isMissing = kind === "number" ? Number.isNaN : (value) => value === null;
    const missing = values.filter(isMissing).length;
    if (!missing) return;
    throw new DataProblem(
      `${group(missing)} of ${group(values.length)} rows have no label in ${quote(name)}; fill them ` +
        "in, or leave those rows out",
      "target",
    );
  };

  const label = (values, sorted) => {
    const places = new Map(sorted.map((value, index) => [value, index]));
    return Int32Array.from(values, (value) => places.get(value));
  };

  const takeClasses = ({ name, kind, values, isBoolean }) => {
    if (kind === "text") {
      const classes = sortTexts(values);
      return { classes, labels: label(values, classes) };
    }
    const sorted = [...new Set(values)].sort((a, b) => a - b);
    const isWhole = sorted.every(Number.isInteger);
    if (sorted.length > (isWhole ? MOST_NUMBER_CLASSES : MOST_FRACTION_CLASSES)) {
      throw new DataProblem(
        `${quote(name)} is a quantity: ${group(sorted.length)} different numbers; cut it into 2 classes ` +
          "or more in the field beside, or name another target",
        "bins",
      );
    }
    const classes = sorted.map((value) => {
      if (isBoolean) return value ? "True" : "False";
      return isWhole ? BigInt(value).toString() : writeFraction(value);
    });
    return { classes, labels: label(values, sorted) };
  };

  const cut = ({ name, kind, values, isBoolean }, bins) => {
    if (kind !== "number" || isBoolean) {
      throw new DataProblem(`only numbers are cut, and ${quote(name)} holds none`, "bins");
    }
    const ordered = values.toSorted();
    const ends = Array.from({ length: bins - 1 }, (_, index) => index + 1)
      .map((place) => ordered[Math.max(0, Math.floor((place * values.length) / bins) - 1)])
      .filter((end) => end < ordered.at(-1));
    const edges = [...new Set(ends)].sort((a, b) => a - b);
    const labels = Int32Array.from(values, (value) => edges.filter((edge) => edge < value).length);
    if (!edges.length) return { classes: ["all"], labels };
    const texts = edges.map(writeShort);
    const between = texts.slice(1).map((text, index) => `${texts[index]} to ${text}`);
    return { classes: [`up to ${texts[0]}`, ...between, `above ${texts.at(-1)}`], labels };
  };

  // The labels of a table: { name, classes, labels, counts, bins }.
  const readTarget = (table, name, bins = null) => {
    const column = findColumn(table, name);
    checkLabels(column);
    const { classes, labels } = bins === null ? takeClasses(column) : cut(column, bins);
    const rows = labels.length;
    if (classes.length < 2) {
      throw new DataProblem(
        `all ${group(rows)} rows are labelled ${quote(classes[0])} in ${quote(name)}: there is nothing ` +
          "to tell apart; name another target",
        "target",
      );
    }
    if (2 * classes.length > rows) {
      throw new DataProblem(
        `${quote(name)} has ${group(classes.length)} classes in ${group(rows)} rows, more than one for ` +
          "every two rows: names rather than classes; name another target",
        "target",
      );
    }
    const counts = new Array(classes.length).fill(0);
    for (const one of labels) counts[one] += 1;
    return { name, classes, labels, counts, bins };
  };

  return { MOST_NUMBER_CLASSES, encode, readTarget, toDays, writeFraction, writeShort };
})();
