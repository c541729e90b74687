// What "beat the neuron" says of labelled points and of a neuron with d inputs, in words.
"use strict";

globalThis.mecNeuronWords = (() => {
  const { countLabellings, listShares } = mecNeuronCover;
  const { findCoincidence, findLine, findWitness, listLabellings, maskOf } = mecNeuronLines;
  const { MARGIN, SIDE, group } = mecNeuronState;
  const BORDERS = { low: -MARGIN, high: SIDE + MARGIN };
  const WEIGHTS = 3; // of a neuron with two inputs
  const FEWEST_LOST = WEIGHTS + 1; // points in general position of which some labelling is lost

  const nameOf = (index) => String.fromCharCode("A".charCodeAt(0) + index);
  const say = (label) => (label ? "yes" : "no");

  const join = (names) =>
    names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];

  const percent = (share) =>
    `${(100 * share).toLocaleString("en", { maximumSignificantDigits: 3 })} %`;

  const countOf = (count, thing) => `${group(count)} ${thing}${count === 1 ? "" : "s"}`;

  // All that there is to say of some points.
  const judge = (points) => {
    const labellings = listLabellings(points);
    const isSeparated = labellings.has(maskOf(points));
    return {
      isSeparated,
      realised: labellings.size,
      all: 2 ** points.length,
      expected: countLabellings(points.length, WEIGHTS),
      coincidence: findCoincidence(points),
      line: isSeparated ? findLine(points, BORDERS) : null,
      witness: isSeparated ? null : findWitness(points),
    };
  };

  // Why no line does.
  const explain = (points, { kind, one, other }) => {
    const names = (some) => join(some.map((point) => nameOf(points.indexOf(point))));
    const [label, against] = [say(one[0].label), say(other[0].label)];
    const way = (pair) => pair.map((point) => nameOf(points.indexOf(point))).join(" to ");
    return {
      same: () => `${names([...other, ...one])} are in one place and disagree.`,
      between: () => `${names(one)}, a ${label}, lies between ${names(other)}, both ${against}.`,
      cross: () => `The way from ${way(one)}, both ${label}, crosses that from ${way(other)}, both ${against}.`,
      amid: () => `${names(one)}, a ${label}, lies amid ${names(other)}, all ${against}.`,
    }[kind]();
  };

  const sayReason = (points, verdict) => {
    if (verdict.witness) return explain(points, verdict.witness);
    const labels = new Set(points.map(({ label }) => label));
    if (labels.size === 1) return `All say ${say(points[0].label)}: any line beside them will do.`;
    return "Every yes lies on its shaded side, every no on the other.";
  };

  const sayPosition = (points, coincidence) => {
    const names = join(coincidence.map(nameOf));
    return coincidence.length === 2 ? `${names} are in one place` : `${names} lie on one line`;
  };

  const sayCount = (points, { realised, all, expected, coincidence }) => {
    const cover = `T(${points.length},\u00a0${WEIGHTS})`;
    const these = points.length === 1 ? "this point" : `these ${points.length} points`;
    if (coincidence.length) {
      const position = sayPosition(points, coincidence);
      const of = `a line realises ${group(realised)} of the ${group(all)} labellings of ${these}`;
      return `${position}, not in general position: ${of}, not Cover’s ${cover}\u00a0=\u00a0${group(expected)}.`;
    }
    const share = realised === all ? `all ${group(all)}` : `${group(realised)} of the ${group(all)}`;
    return `A line realises ${share} labellings of ${these}, wherever they lie, as long as no three are on a line: Cover’s count ${cover}.`;
  };

  const sayNudge = (points, { isSeparated, realised, all, coincidence }) => {
    const count = points.length;
    const fewest = `in general position it takes ${FEWEST_LOST}`;
    if (!isSeparated) {
      if (count === FEWEST_LOST && !coincidence.length) {
        return `You beat the neuron with ${count} points, the fewest that will do.`;
      }
      const beaten = `You beat the neuron with ${countOf(count, "point")}`;
      return coincidence.length && count < FEWEST_LOST ? `${beaten}; ${fewest}.` : `${beaten}. ${FEWEST_LOST} are enough.`;
    }
    const lost = all - realised;
    if (!lost) return `Nothing beats the neuron here: ${fewest} points. Add one.`;
    return `Find labels that no line separates: ${group(lost)} of the ${group(all)} will do.`;
  };

  // The sentences about some points, by where they stand.
  const describe = (points, verdict) => ({
    verdict: verdict.isSeparated ? "A line separates them." : "No line separates them.",
    reason: sayReason(points, verdict),
    count: sayCount(points, verdict),
    nudge: sayNudge(points, verdict),
  });

  // What a neuron with so many inputs memorises, and where its curve falls.
  const describeNeuron = (inputs) => {
    const weights = inputs + 1;
    const shares = listShares(weights, 4 * weights + 10);
    const last95 = shares.findLastIndex((share) => share >= 0.95) + 1;
    const first5 = shares.findIndex((share) => share <= 0.05) + 1;
    return {
      neuron: `A neuron with ${countOf(inputs, "input")} has k\u00a0=\u00a0${group(weights)} weights, its threshold included.`,
      memorised: `It memorises any labelling of ${countOf(weights, "point")} (n\u00a0=\u00a0k), and half of all labellings of ${group(2 * weights)} (n\u00a0=\u00a02k).`,
      cliff: `At least 95\u00a0% of labellings fit up to ${countOf(last95, "point")}, at most 5\u00a0% from ${group(first5)} on.`,
    };
  };

  return { describe, describeNeuron, judge, nameOf, percent, say };
})();
