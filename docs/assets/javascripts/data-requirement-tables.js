// What the labels of a table ask of a network, as elements.
"use strict";

globalThis.mecDataRequirementTables = (() => {
  const { decimal, heading, paragraph, table } = mecDataElements;
  const { group, show } = mecDataCsv;
  const { BEST_DIRECTION, NEIGHBOURS } = mecDataShuffled;
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

  return { showRequirements };
})();
