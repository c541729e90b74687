// A CSV text as a table, read as engine/dataset/read_csv.py does. It touches no page.
//
// A table is { names, columns }; a column { name, kind, values }, of kind "number" with floats, NaN
// where a value is missing, or "text" with strings, null where one is; `isBoolean` marks numbers
// that stood as true and false.
"use strict";

globalThis.mecDataCsv = (() => {
  const { findFault } = mecDataCsvEnd;
  const DELIMITERS = [",", ";", "\t"];
  const DECIMAL_COMMA = /(^|;)[+-]?\d+,\d+(;|\r?$)/m;
  const LOOKED_AT = 1 << 20;
  const CELLS_AT_A_TIME = 50_000;
  const MOST_ROWS = 100_000;
  const MOST_CELLS = 10_000_000;
  const LONGEST_SHOWN = 60;
  const COMMAND = "mec data FILE --target COLUMN";
  const MISSING = new Set(
    (
      "|#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|" +
      "nan|null"
    ).split("|"),
  );
  const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
  const INFINITE = /^\s*([+-]?)inf(?:inity)?\s*$/i;
  const TRUTHS = { True: 1, TRUE: 1, true: 1, False: 0, FALSE: 0, false: 0 };

  // What is wrong with what a reader gave, and in which field: "data", "target" or "bins".
  class DataProblem extends Error {
    constructor(message, field = "data") {
      super(message);
      this.field = field;
    }
  }

  // A name or a cell, short and without characters that turn or hide letters.
  const show = (text) => {
    const clean = String(text).replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ");
    return clean.length > LONGEST_SHOWN ? `${clean.slice(0, LONGEST_SHOWN - 1)}…` : clean;
  };
  const quote = (text) => `“${show(text)}”`;
  const group = (count) => count.toLocaleString("en");

  const countOf = (text, part) => text.split(part).length - 1;
  const findDelimiter = (line) =>
    DELIMITERS.reduce((best, one) => (countOf(line, one) > countOf(line, best) ? one : best));

  // The records of a text one by one: { cells, line }, blank lines left out.
  class Records {
    constructor(text, delimiter) {
      this.text = text;
      this.delimiter = delimiter;
      this.place = 0;
      this.line = 0;
    }

    // The next record, or null behind the last.
    next() {
      while (this.place < this.text.length) {
        this.line += 1;
        const { line } = this;
        const start = this.place;
        const cells = this.readLine();
        const isBlank = cells.length === 1 && !this.quoted && !cells[0].trim();
        if (!isBlank) return { cells, line, raw: () => this.text.slice(start, this.place) };
      }
      return null;
    }

    readLine() {
      const cells = [];
      this.quoted = false;
      for (;;) {
        cells.push(this.readCell());
        const sign = this.text[this.place];
        this.place += 1;
        if (sign === this.delimiter) continue;
        if (sign === "\r" && this.text[this.place] === "\n") this.place += 1;
        return cells;
      }
    }

    findEnd(from) {
      const { text, delimiter } = this;
      let end = from;
      for (; end < text.length; end += 1) {
        const sign = text[end];
        if (sign === delimiter || sign === "\n" || sign === "\r") break;
      }
      return end;
    }

    readCell() {
      if (this.text[this.place] !== '"') {
        const start = this.place;
        this.place = this.findEnd(start);
        return this.text.slice(start, this.place);
      }
      this.quoted = true;
      const opened = this.line;
      let cell = "";
      let from = this.place + 1;
      for (;;) {
        const end = this.text.indexOf('"', from);
        if (end < 0) {
          throw new DataProblem(
            `a quotation that begins in line ${group(opened)} has no end; close it with a quotation mark`,
          );
        }
        const part = this.text.slice(from, end);
        cell += part;
        this.line += countOf(part, "\n");
        if (this.text[end + 1] !== '"') {
          this.place = this.findEnd(end + 1);
          return cell + this.text.slice(end + 1, this.place);
        }
        cell += '"';
        from = end + 2;
      }
    }
  }

  const checkNames = (names) => {
    if (!names.some(Boolean)) {
      throw new DataProblem("the text begins with an empty line; it needs names of columns");
    }
    const seen = new Map();
    for (const [index, name] of names.entries()) {
      if (!name.trim()) throw new DataProblem(`column ${index + 1} has no name; give it one`);
      if (seen.has(name)) {
        const places = `${seen.get(name)} and ${index + 1}`;
        throw new DataProblem(`two columns are named ${quote(name)} (${places}); rename one`);
      }
      seen.set(name, index + 1);
    }
  };

  const checkSize = (rows, columns) => {
    if (rows <= MOST_ROWS && rows * columns <= MOST_CELLS) return;
    const most = rows > MOST_ROWS ? `${group(MOST_ROWS)} rows` : `${group(MOST_CELLS)} cells`;
    throw new DataProblem(
      `there are more than ${most}, which is too much for a page; run ${COMMAND}`,
    );
  };

  // The text of bytes in UTF-8.
  const decode = (bytes) => {
    const advice = "save it as CSV in UTF-8";
    if (new Uint8Array(bytes, 0, Math.min(bytes.byteLength, LOOKED_AT)).includes(0)) {
      throw new DataProblem(`the file is no text; ${advice}`);
    }
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new DataProblem(`the file is no text in UTF-8; ${advice}`);
    }
  };

  const checkText = (text) => {
    if (!text.trim())
      throw new DataProblem("nothing is there; it needs names of columns, and rows");
    if (text.slice(0, LOOKED_AT).includes("\0")) {
      throw new DataProblem("this is no text; save it as CSV in UTF-8");
    }
  };

  const checkRow = (cells, line, names) => {
    if (cells.length <= names.length) return;
    throw new DataProblem(
      `line ${group(line)} has ${group(cells.length)} cells, and there are ${group(names.length)} ` +
        "columns; put cells that hold the separator into quotation marks",
    );
  };

  // `column` are the cells of the last column, null where one is missing.
  const checkEnd = (cells, names, column, text) => {
    if (cells.length < names.length) {
      throw new DataProblem(
        `the text ends midway: its last line has ${group(cells.length)} of ${group(names.length)} ` +
          "cells; get the whole text, or delete that line",
      );
    }
    if (/["\r\n]$/.test(text)) return;
    const fault = findFault(cells.at(-1), column.slice(0, -1));
    if (!fault) return;
    throw new DataProblem(
      `the text seems to end midway: its last cell ${quote(cells.at(-1))} ${fault}, and no line end ` +
        "follows; get the whole text, or end that line if it is whole",
    );
  };

  const openText = (whole) => {
    checkText(whole);
    const text = whole.replace(/^\ufeff/, "");
    const firstLine = /^[^\r\n]*/.exec(text)[0];
    const delimiter = findDelimiter(firstLine);
    if (!firstLine.trim()) checkNames([]);
    const records = new Records(text, delimiter);
    const names = records.next().cells;
    checkNames(names);
    return { text, delimiter, records, names };
  };

  // The names of the columns of a text.
  const readNames = (text) => openText(text).names;

  // Columns

  const toNumber = (cell, decimal) => {
    const text = decimal === "," ? cell.replace(",", ".") : cell;
    if (NUMBER.test(text)) return Number(text);
    const infinite = INFINITE.exec(cell);
    if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
    return null;
  };

  const asNumbers = (cells, decimal) => {
    const values = new Float64Array(cells.length);
    for (let row = 0; row < cells.length; row += 1) {
      const value = cells[row] === null ? NaN : toNumber(cells[row], decimal);
      if (value === null) return null;
      values[row] = value;
    }
    return values;
  };

  const typeColumn = (name, cells, decimal) => {
    const numbers = asNumbers(cells, decimal);
    if (numbers) return { name, kind: "number", values: numbers };
    const isTruth = cells.every((cell) => cell === null || Object.hasOwn(TRUTHS, cell));
    if (isTruth && !cells.includes(null)) {
      const values = Float64Array.from(cells, (cell) => TRUTHS[cell]);
      return { name, kind: "number", values, isBoolean: true };
    }
    const tell = (cell) => (cell === null ? null : TRUTHS[cell] ? "True" : "False");
    return { name, kind: "text", values: isTruth ? cells.map(tell) : cells };
  };

  // Reads a text in steps: a generator that yields the share done and returns the table.
  function* read(whole) {
    const { text, delimiter, records, names } = openText(whole);
    const cells = names.map(() => []);
    const rowsAtATime = Math.ceil(CELLS_AT_A_TIME / names.length);
    let last = null;
    for (let record = records.next(); record; record = records.next()) {
      checkRow(record.cells, record.line, names);
      for (let index = 0; index < names.length; index += 1) {
        const cell = record.cells[index];
        cells[index].push(cell === undefined || MISSING.has(cell) ? null : cell);
      }
      last = record.cells;
      checkSize(cells[0].length, names.length);
      if (cells[0].length % rowsAtATime === 0) yield records.place / text.length / 2;
    }
    if (!last) throw new DataProblem("there are names of columns, and no rows");
    checkEnd(last, names, cells.at(-1), text);
    const hasCommas = delimiter === ";" && DECIMAL_COMMA.test(text.slice(0, LOOKED_AT));
    const columns = [];
    for (const [index, name] of names.entries()) {
      columns.push(typeColumn(name, cells[index], hasCommas ? "," : "."));
      cells[index] = null;
      yield (1 + columns.length / names.length) / 2;
    }
    return { names, columns };
  }

  return { COMMAND, DataProblem, MOST_ROWS, decode, group, quote, read, readNames, show };
})();
