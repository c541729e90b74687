// The networks that a table asks for, as elements.
"use strict";

globalThis.mecDataNetworkTables = (() => {
  const { decimal, element, heading, paragraph, table } = mecDataElements;
  const { group } = mecDataCsv;
  const DEPTHS = { one_hidden_layer: "one", two_hidden_layers: "two" };
  const ASKED = {
    estimated: "estimated",
    maximum: "maximum",
    label_information: "label information",
  };

  const points = (value) => group(Number(value.toPrecision(2)));
  const number = (count) => group(Number(count));

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

  return { showNetworks };
})();
