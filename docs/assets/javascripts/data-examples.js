// The tables that are one click away, by name: each a function of nothing that returns a text.
"use strict";

globalThis.mecDataExamples = (() => {
  const NO_RULE = { rows: 200, columns: 4, seed: 1 };

  // A table of random numbers and labels that have nothing to do with them.
  const writeWithoutRule = () => {
    const { rows, columns, seed } = NO_RULE;
    const names = Array.from({ length: columns }, (_, place) => `x${place + 1}`);
    const lines = Array.from({ length: rows }, (_, row) => {
      const drawn = names.map((_, place) => mecDataDraw.draw(seed + place, row) / 2 ** 32);
      return [
        ...drawn.map((value) => value.toFixed(3)),
        mecDataDraw.draw(seed + columns, row) >>> 31,
      ];
    });
    return [[...names, "label"], ...lines].map((line) => line.join(",")).join("\n");
  };

  // Examples of a page, which says where iris lies.
  const list = (iris) => ({ iris: () => mec.readText(iris), "no-rule": writeWithoutRule });

  return { list };
})();
