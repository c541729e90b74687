// Rows of a table that lie in a file of their own, data/<id>.rows.json, and numbers as pages show
// them. What Column.format of engine/exhibits/table.py writes is written here again.
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

  const open = ({ columns, values, addresses }) => {
    const places = new Map(columns.map(({ name }, index) => [name, index]));
    const value = (row, name) => values[places.get(name)][row];
    return {
      columns,
      count: values[0].length,
      has: (name) => places.has(name),
      value,
      text: (row, name) => format(value(row, name), columns[places.get(name)]),
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
