// What the results of a table are made of: headings, paragraphs, tables, and numbers as text.
"use strict";

globalThis.mecDataElements = (() => {
  const { element } = mecResults;

  // Rounded as Python rounds: half to even.
  const decimal = (value, places) =>
    value.toLocaleString("en", {
      minimumFractionDigits: places,
      maximumFractionDigits: places,
      roundingMode: "halfEven",
    });

  const heading = (words) => element("h2", {}, words);
  const paragraph = (...words) => element("p", {}, ...words);

  const table = (caption, head, rows) =>
    element(
      "div",
      { className: "mec-scroll" },
      element(
        "table",
        { className: "mec-table mec-size-table" },
        element("caption", {}, caption),
        element(
          "thead",
          {},
          element("tr", {}, ...head.map((cell) => element("th", { scope: "col" }, cell))),
        ),
        element(
          "tbody",
          {},
          ...rows.map(([first, ...rest]) =>
            element(
              "tr",
              {},
              element("th", { scope: "row" }, first),
              ...rest.map((cell) => element("td", {}, cell)),
            ),
          ),
        ),
      ),
    );

  return { decimal, element, heading, paragraph, table };
})();
