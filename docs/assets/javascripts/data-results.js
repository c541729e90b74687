// What the page shows of a table: sentences, the picture and tables, as elements.
"use strict";

globalThis.mecDataResults = (() => {
  const { element } = mecResults;
  const { COMMAND, group, show } = mecDataCsv;
  const { BEST_DIRECTION, NEIGHBOURS } = mecDataShuffled;
  const { listUnchecked, say } = mecDataWords;
  const MOST_LISTED = 30;
  const UNITS = { as_they_are: "as they are", standardised: "standardised" };
  const TIES = {
    as_given: "as in the file",
    fewest_changes: "for fewest changes",
    most_changes: "for most changes",
  };
  const COUNTED = {
    as_they_are: "sum, columns as they are",
    standardised: "sum, columns standardised",
    [BEST_DIRECTION]: "best direction",
    [NEIGHBOURS]: "rows next to another label",
  };
  const DEPTHS = { one_hidden_layer: "one", two_hidden_layers: "two" };
  const ASKED = {
    estimated: "estimated",
    maximum: "maximum",
    label_information: "label information",
  };

  // Rounded as Python rounds: half to even.
  const decimal = (value, places) =>
    value.toLocaleString("en", {
      minimumFractionDigits: places,
      maximumFractionDigits: places,
      roundingMode: "halfEven",
    });
  const points = (value) => group(Number(value.toPrecision(2)));
  const number = (count) => group(Number(count));

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

  // Networks

  const calculatorLink = (sizes, address) => {
    const [inputs, ...layers] = sizes;
    const href = `${address}?inputs=${inputs}&layers=${layers.join("-")}`;
    return element("a", { href }, sizes.join("-"));
  };

  const expectedOf = (expected) => expected.map((one) => points(one.points));

  const networksTable = ({ candidates, outputs }, { activations, law, readings }, address) =>
    table(
      `Least networks that hold the bits asked for; output neurons: ${group(outputs)}`,
      [
        "network",
        "bits asked for",
        "hidden layers",
        "reading of rule 4",
        "MEC, bits",
        "parameters",
        ...Object.keys(law?.factors ?? {}).map((one) => `n50, ${activations[one]}`),
      ],
      candidates.map((one) => [
        calculatorLink(one.sizes, address),
        `${ASKED[one.asked]}, ${decimal(one.askedBits, 0)}`,
        DEPTHS[one.shape],
        readings[one.reading],
        number(one.capacityBits),
        number(one.parameters),
        ...expectedOf(one.expected),
      ]),
    );

  const rowsTable = (of, { activations }, address) => {
    const sized = [
      ...of.sizedByRows.map((one) => [of.rows, one]),
      ...of.sizedByEffectiveRows.map((one) => [of.effectiveRows, one]),
    ];
    return table(
      "Least networks that are expected to memorise so many rows with random labels: as many as " +
        "the table has, and as it is as hard as",
      [
        "network",
        "rows",
        "hidden layers",
        "activation",
        "parameters",
        "expected n50",
        "from",
        "to",
        "law",
      ],
      sized.map(([rows, { shape, sizes, parameters, expected }]) => [
        calculatorLink(sizes, address),
        Number.isInteger(rows) ? group(rows) : points(rows),
        DEPTHS[shape],
        activations[expected.activation],
        number(parameters),
        points(expected.points),
        expected.low === null ? "–" : points(expected.low),
        expected.high === null ? "–" : points(expected.high),
        expected.beyond.length ? "extrapolated" : "measured range",
      ]),
    );
  };

  const showNetworks = (of, settings, address) => {
    const { sure } = of;
    const capacities = Object.entries(sure.capacityBits).map(
      ([reading, bits]) => `${number(bits)} (${settings.readings[reading]})`,
    );
    return [
      heading("Networks"),
      networksTable(of, settings, address),
      paragraph(
        "Sure to fit: ",
        calculatorLink(sure.sizes, address),
        ` with step neurons along the ${sure.direction}: ${number(sure.parameters)} parameters, ` +
          `${group(sure.rowsRight)} of ${group(of.rows)} rows right. Its MEC in bits: ${capacities.join(", ")}.`,
      ),
      ...(settings.law
        ? [
            rowsTable(of, settings, address),
            paragraph(
              "n50: rows with random labels of which half of the trials memorise all, by the measured law; from and " +
                "to: its error on networks that it was not fitted to.",
            ),
          ]
        : [paragraph("The law of what networks memorise has not been measured by this build.")]),
    ];
  };

  // Requirements

  const requirementsTable = ({ requirements, headline }) =>
    table(
      "Capacity requirement, by label changes along the sum of the inputs, in bits",
      ["columns", "rows with equal sums", "changes", "maximum", "estimated", "unrounded"],
      requirements.map((one) => [
        UNITS[one.units] + (one === headline ? " *" : ""),
        TIES[one.ties],
        group(one.changes),
        group(one.maximumBits),
        group(one.estimatedBits),
        decimal(one.unroundedBits, 2),
      ]),
    );

  const shuffledTable = ({ shuffled, randomChanges }) => {
    const bits = (value) => (value === null ? "" : decimal(value, 2));
    return table(
      `Label changes beside those of labels shuffled ${shuffled.counts[0].permutations} times; without ties ` +
        `${decimal(randomChanges, 1)} are to be expected`,
      ["along", "found", "shuffled", "lowest", "highest", "bits", "bits shuffled", "p"],
      shuffled.counts.map((one) => [
        COUNTED[one.counted],
        group(one.found),
        decimal(one.mean, 1),
        group(one.lowest),
        group(one.highest),
        bits(one.foundBits),
        bits(one.meanBits),
        String(Number(one.p.toPrecision(2))),
      ]),
    );
  };

  const curveTable = ({ curve }) =>
    table(
      "Over growing shares of the rows: label changes, and log2(changes + 1) × inputs in bits",
      ["rows", "plain sum", "best", "random", "bits: plain sum", "bits: best", "bits: random"],
      curve.points.map((one) => [
        group(one.rows),
        ...[
          one.sumChanges,
          one.bestChanges,
          one.randomChanges,
          one.sumBits,
          one.bestBits,
          one.randomBits,
        ].map((value) => decimal(value, 1)),
      ]),
    );

  const directionsTable = ({ directions }) =>
    table(
      "Thresholds along a direction: as many hidden step neurons are sure to fit",
      ["direction", "neurons", "rows wrong"],
      directions.map((one) => [one.name, group(one.neurons), group(one.rowsWrong)]),
    );

  const growthText = ({ growth }) =>
    growth === null
      ? "There are too few rows to say how changes grow with them."
      : `Growth of the best direction: ${decimal(growth, 2)} over the last two doublings; 0 levels off, 1 grows as ` +
        "the rows do.";

  const columnText = ({ bestColumn, inputs }) => {
    const { place, neurons, rowsWrong, rows } = bestColumn;
    return (
      `Best single input: ${show(inputs[place].name)}, ${group(neurons)} thresholds, ${group(rowsWrong)} of ` +
      `${group(rows)} rows wrong.`
    );
  };

  const showRequirements = (of) => [
    heading("Requirements"),
    requirementsTable(of),
    paragraph(
      "* the convention that networks are sized by: a network cannot tell in what units its inputs are.",
    ),
    shuffledTable(of),
    paragraph(
      `Of all together, p = ${Number(of.shuffled.p.toPrecision(2))}; next to another label: of ` +
        `${group(of.shuffled.neighbourRows)} rows.`,
    ),
    curveTable(of),
    paragraph(growthText(of.curve)),
    directionsTable(of),
    paragraph(columnText(of)),
  ];

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
