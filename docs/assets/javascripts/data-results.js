// What the page shows of a table: sentences, the picture and tables, as elements.
"use strict";

globalThis.mecDataResults = (() => {
  const { COMMAND, group, show } = mecDataCsv;
  const { decimal, element, heading, paragraph } = mecDataElements;
  const { showNetworks } = mecDataNetworkTables;
  const { showRequirements } = mecDataRequirementTables;
  const { listUnchecked, say } = mecDataWords;
  const MOST_LISTED = 30;

  const fold = (words, ...parts) =>
    element("details", { className: "mec-more" }, element("summary", {}, words), ...parts);

  // The data

  const listFirst = (items, one) => {
    const more = items.length - MOST_LISTED;
    const rest = more > 0 ? [element("li", {}, `and ${group(more)} more`)] : [];
    return element(
      "ul",
      {},
      ...items.slice(0, MOST_LISTED).map((item) => element("li", {}, one(item))),
      ...rest,
    );
  };

  const showData = (of) => {
    const { rows, inputs, leftOut, classes, contradictions, target } = of;
    const right = `${(100 * contradictions.mostRight).toFixed(2)} %`;
    const parts = [
      paragraph(
        `${group(rows)} rows; ${group(inputs.length)} inputs of a network; ${group(classes.length)} classes of ` +
          `${show(target)}. Label information: ${decimal(of.labelInformationBits, 1)} bits, ` +
          `${decimal(of.labelEntropyBits, 3)} a row. ${group(contradictions.repeatedRows)} rows have the inputs of ` +
          `another, ${group(contradictions.contradictingRows)} of them with differing labels: at most ${right} can ` +
          "be right.",
      ),
      fold(
        "Classes and inputs",
        listFirst(
          classes,
          (one) =>
            `${show(one.name)}: ${group(one.rows)} rows, ${decimal((100 * one.rows) / rows, 1)} %`,
        ),
        listFirst(inputs, (one) => `${show(one.name)}: ${one.kind}`),
      ),
    ];
    if (leftOut.length) {
      const named = leftOut
        .slice(0, MOST_LISTED)
        .map(({ source, reason }) => `${show(source)} (${reason})`);
      const more =
        leftOut.length > MOST_LISTED ? `, and ${group(leftOut.length - MOST_LISTED)} more` : "";
      parts.push(paragraph(`Left out: ${named.join(", ")}${more}.`));
    }
    return parts;
  };

  // All that is said of a table, with a place for its picture, which waits for a width.
  const showTable = (of, settings, address) => {
    const words = element(
      "div",
      { className: "mec-size-words" },
      ...say(of).map((line) => paragraph(line)),
    );
    const picture = element("div", { className: "mec-size-picture" });
    return {
      picture,
      parts: [
        words,
        paragraph(
          `Not checked: ${listUnchecked(of).join("; ")}. A fully grown tree, the yardstick of a network: `,
          element("code", {}, COMMAND),
          " grows one.",
        ),
        picture,
        ...showNetworks(of, settings, address),
        ...showRequirements(of),
        heading("The data"),
        ...showData(of),
      ],
    };
  };

  return { showTable };
})();
