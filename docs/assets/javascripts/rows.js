// Rows of a table that are read from its file, data/<id>.json, and numbers as pages show them. What
// Column.format of engine/exhibits/table.py and show of engine/records/foreign.py write is written
// here again.
"use strict";

globalThis.mecRows = (() => {
  const MISSING = "–";
  const ALL_DIGITS = 60;

  // Digits after the point as Python rounds them: half to even, of the exact value.
  const toFixed = (value, digits) => {
    const fixed = value.toFixed(digits);
    const scaled = Math.abs(value) * 10 ** digits;
    if (scaled % 1 !== 0.5) return fixed;
    const isHalf = /^50*$/.test(value.toFixed(ALL_DIGITS).split(".")[1].slice(digits));
    const below = Math.floor(scaled);
    if (!isHalf || below % 2) return fixed;
    return ((Math.sign(value) * below) / 10 ** digits).toFixed(digits);
  };

  const group = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

  // A value as a reader sees it.
  const format = (value, { type, digits = 0 }) => {
    if (value === null) return MISSING;
    if (type === "text" || type === "year") return String(value);
    if (type === "integer") return group(String(value));
    if (value > 0 && value < 0.5 * 10 ** -digits) return `<${(10 ** -digits).toFixed(digits)}`;
    const [whole, rest] = toFixed(value, digits).split(".");
    const shown = group(whole) + (rest ? `.${rest}` : "");
    return /[1-9]/.test(shown) ? shown : shown.replace("-", "");
  };

  const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;
  const NAMED = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

  const name = (character) => {
    const code = character.codePointAt(0);
    const [letter, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
    return NAMED[character] ?? `\\${letter}${code.toString(16).padStart(digits, "0")}`;
  };

  // A text whose every character can be seen, on one line.
  const show = (text) =>
    UNSEEN.test(text) ? Array.from(text, (one) => (UNSEEN.test(one) ? name(one) : one)).join("") : text;

  const files = new Map();

  // The rows of a file at an absolute address, read once:
  // { columns, count, value(row, column), text(row, column), address(row, column) }.
  const load = (address) => {
    if (!files.has(address.href)) {
      const reading = mec.readText(address).then((text) => open(JSON.parse(text)));
      reading.catch(() => files.delete(address.href));
      files.set(address.href, reading);
    }
    return files.get(address.href);
  };

  const open = ({ columns, rows, addresses = {} }) => {
    const kinds = new Map(columns.map((column) => [column.name, column]));
    const value = (row, name) => {
      const raw = rows[row][name];
      return typeof raw === "string" ? show(raw) : raw;
    };
    return {
      columns,
      count: rows.length,
      has: (name) => kinds.has(name),
      value,
      text: (row, name) => format(value(row, name), kinds.get(name)),
      address: (row, name) => addresses[name]?.[row] ?? null,
    };
  };

  // An address relative to the site's root as a page reaches it; on disk it names a file.
  const resolve = (root, address) => {
    const [path, anchor] = address.split("#");
    const isPage = globalThis.mecFromDisk && path.endsWith("/");
    return root + path + (isPage ? "index.html" : "") + (anchor ? `#${anchor}` : "");
  };

  return { load, format, resolve };
})();
