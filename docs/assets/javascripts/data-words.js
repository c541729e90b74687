// What a table comes to, in plain words, as engine/dataset/words.py says it, and what is left open.
"use strict";

globalThis.mecDataWords = (() => {
  const { group, show } = mecDataCsv;
  const { BEST_DIRECTION, NEIGHBOURS } = mecDataShuffled;
  const PLACES = {
    as_they_are: "the sum of the columns",
    standardised: "the sum of the standardised columns",
    [BEST_DIRECTION]: "the best direction",
  };
  const NOT_CHECKED = [
    "whether training finds such a network, and how it does on other rows",
    "whether labels are right, rows are independent, and no column gives the answer away",
    "rules that neither a direction nor near rows show, such as the parity of many columns",
  ];

  // Half to even, as Python rounds.
  const whole = (value) => {
    const nearest = Math.round(value);
    return group(value % 1 === 0.5 && nearest % 2 ? nearest - 1 : nearest);
  };
  const times = (count) => (count === 1 ? "once" : `${group(count)} times`);

  const sayInformation = ({ rows, labelInformationBits, contradictions }) => {
    const text = `Learnt by heart, the ${group(rows)} labels are ${whole(labelInformationBits)} bits.`;
    if (!contradictions.rowsWrong) return text;
    return (
      `${text} ${group(contradictions.contradictingRows)} rows contradict others with the same inputs: ` +
      `no network gets more than ${(100 * contradictions.mostRight).toFixed(2)} % right.`
    );
  };

  const sayRule = ({ shuffled, curve }) => {
    const { counted, found, mean, lowest, highest } = shuffled.clearest;
    const others = `shuffled labels ${whole(mean)} (${group(lowest)} to ${group(highest)})`;
    const beside =
      counted === NEIGHBOURS
        ? `of ${group(shuffled.neighbourRows)} rows ${group(found)} lie next to another label, with ${others}`
        : `labels change ${times(found)} along ${PLACES[counted]}, ${others}`;
    if (!shuffled.showsRule) {
      return `No rule shows: ${beside}; what is to be learnt by heart grows with the rows.`;
    }
    if (curve.growth === null) {
      return `A rule shows: ${beside}; there are too few rows to say whether it levels off.`;
    }
    if (curve.levelsOffAt !== null) {
      return (
        `A rule shows: ${beside}; the changes along a direction level off at ` +
        `${group(curve.levelsOffAt)} rows, more teach nothing new about it.`
      );
    }
    return (
      `A rule shows: ${beside}; but the changes along a direction grow with the rows: it bends, ` +
      "part of the labels follows none, or more rows would tell more."
    );
  };

  // Neurons of the one hidden layer of tanh, which is what was put to the test.
  const findWidth = (sized) => {
    const isTried = ({ shape, expected }) =>
      shape === "one_hidden_layer" && expected.activation === "tanh";
    const found = sized.find(isTried);
    return found && Number(found.sizes[1]);
  };

  const saySize = (table) => {
    const { candidates, sure, rows, effectiveRows } = table;
    const widths = candidates
      .filter(({ shape, asked }) => shape === "one_hidden_layer" && asked === "estimated")
      .map(({ sizes }) => Number(sizes[1]));
    const right =
      sure.rowsRight === rows ? "all rows" : `${group(sure.rowsRight)} of ${group(rows)} rows`;
    const likely = findWidth(table.sizedByEffectiveRows);
    const enough = findWidth(table.sizedByRows);
    const byLaw =
      likely && enough
        ? `about ${group(likely)} of tanh, as for ${whole(effectiveRows)} rows with random labels; ` +
          `${group(enough)} if no rule helps, as for all ${group(rows)}; `
        : "";
    return (
      `Neurons of one hidden layer: ${byLaw}${group(Math.min(...widths))} to ` +
      `${group(Math.max(...widths))} by the requirement, as rule 4 is read; ` +
      `${group(Number(sure.sizes[1]))} of step are sure to get ${right} right.`
    );
  };

  const say = (table) => [sayInformation(table), sayRule(table), saySize(table)];

  const listUnchecked = ({ bestColumn, inputs, classes }) => {
    const unchecked = [...NOT_CHECKED];
    if (bestColumn.tellsAll) {
      const name = show(inputs[bestColumn.place].source);
      unchecked.push(
        `whether ${name} is known before the label is: alone it tells all classes apart`,
      );
    }
    if (classes.length > 2) {
      unchecked.push(
        "requirements of more than two classes: they are defined for two, here label changes are " +
          "counted whatever the classes that meet",
      );
    }
    return unchecked;
  };

  return { listUnchecked, say, whole };
})();
