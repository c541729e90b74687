// Whether a text was cut off within its last cell, as engine/dataset/csv_end.py tells it. It touches
// no page.
"use strict";

globalThis.mecDataCsvEnd = (() => {
  const FEWEST_ROWS = 10; // what holds of fewer may be chance
  const MOST_ROWS = 1000;
  const MISSING = new Set(["", "na", "n/a", "#n/a", "<na>", "nan", "null", "none"]);
  const FORMS = {
    number: /^[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?$/,
    date: /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/,
  };

  const isMissing = (cell) => MISSING.has(cell.toLowerCase());

  // What shows that a column's last cell was cut off, as the end of a sentence; null if nothing does.
  const findFault = (lastCell, cellsAbove) => {
    const last = lastCell.trim();
    const above = cellsAbove.slice(-MOST_ROWS).map((cell) => (cell ?? "").trim());
    if (above.length < FEWEST_ROWS || above.includes(last)) return null;
    if (!last) return "is empty, and none above it is";
    const known = above.filter((cell) => !isMissing(cell));
    for (const [name, form] of Object.entries(FORMS)) {
      if (known.length && known.every((cell) => form.test(cell))) {
        const isOne = form.test(last) || isMissing(last);
        return isOne ? null : `is no ${name}, and those above it are`;
      }
    }
    const repeats = 2 * new Set(above).size <= above.length;
    if (repeats && above.some((cell) => cell.startsWith(last)))
      return "is the beginning of a text above it";
    return null;
  };

  return { findFault };
})();
