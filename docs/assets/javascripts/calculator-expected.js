// Random labels that a dense stack should memorise, by the law of the page "What networks
// memorise": what engine/theory/stack_law.py computes, and how the calculator shows it.
//
// A law, as the page's data has it, is { base, shape, factors, powers, error, measured }; sizes are
// BigInts of any length, so that all is computed in natural logarithms.
"use strict";

globalThis.mecExpected = (() => {
  const { explainStack, sum } = mecCapacity;
  const { element, group, listing, power } = mecResults;

  // Counts

  const EXACT_DIGITS = 15;

  const logOf = (count) => {
    const digits = String(count);
    const cut = Math.max(0, digits.length - EXACT_DIGITS);
    return Math.log(Number(digits.slice(0, EXACT_DIGITS))) + cut * Math.LN10;
  };

  const logOfSum = (logs) => {
    const most = Math.max(...logs);
    return most + Math.log(logs.reduce((total, log) => total + Math.exp(log - most), 0));
  };

  const smallest = (sizes) => sizes.reduce((a, b) => (b < a ? b : a));
  const largest = (sizes) => sizes.reduce((a, b) => (b > a ? b : a));
  const hiddenOf = (sizes) => sizes.slice(1, -1);

  const layerParameters = (sizes) =>
    explainStack(sizes, "all_parameters", Array(sizes.length - 1).fill(true)).map(
      ({ parametersBits }) => parametersBits,
    );
  const countParameters = (sizes) => sum(layerParameters(sizes));

  // Parameters up to the narrowest hidden layer, the last of these, and behind it.
  const splitParameters = (sizes) => {
    const narrowest = hiddenOf(sizes).lastIndexOf(smallest(hiddenOf(sizes))) + 1;
    const layers = layerParameters(sizes);
    return { before: sum(layers.slice(0, narrowest)), behind: sum(layers.slice(narrowest)) };
  };

  const throttle = (sizes, shape) => (neurons, index) => {
    const hidden = sizes.slice(1, index + 1);
    const narrowing = hidden.length ? logOf(smallest(hidden)) - logOf(largest(hidden)) : 0;
    return logOf(sizes[index]) + logOf(neurons) + shape * narrowing;
  };

  // The logarithm of the size that a law is proportional to.
  const BASES = {
    parameters: (sizes) => logOf(countParameters(sizes)),
    capped_sum: (sizes, shape) => {
      const { before, behind } = splitParameters(sizes);
      return logOfSum([logOf(before), logOf(behind) + Math.log(shape)]);
    },
    throttled_sum: (sizes, shape) => logOfSum(sizes.slice(1).map(throttle(sizes, shape))),
  };

  // Counts whose powers may stand in a law.
  const TERMS = {
    parameters: countParameters,
    inputs: (sizes) => sizes[0],
    hidden_layers: (sizes) => BigInt(sizes.length - 2),
    narrowest: (sizes) => smallest(hiddenOf(sizes)),
    first_hidden: (sizes) => sizes[1],
    hidden_neurons: (sizes) => sum(hiddenOf(sizes)),
    outputs: (sizes) => sizes.at(-1),
    parameters_behind: (sizes) => splitParameters(sizes).behind,
  };

  // Counts between whose least and most the law was fitted.
  const RANGES = {
    parameters: { label: "parameters", count: TERMS.parameters },
    inputs: { label: "inputs", count: TERMS.inputs },
    outputs: { label: "outputs", count: TERMS.outputs },
    hidden_layers: { label: "hidden layers", count: TERMS.hidden_layers },
    narrowest: { label: "narrowest hidden layer", count: TERMS.narrowest },
    widest: { label: "widest hidden layer", count: (sizes) => largest(hiddenOf(sizes)) },
  };

  // The law

  const hasHidden = (sizes) => sizes.length > 2;

  // The logarithm of the n50 of a stack with hidden layers.
  const expectLog = (law, sizes, activation) => {
    const powers = Object.entries(law.powers).map(
      ([name, exponent]) => exponent * logOf(TERMS[name](sizes)),
    );
    const ofAll = Math.log(law.factors[activation]) + BASES[law.base](sizes, law.shape);
    return powers.reduce((a, b) => a + b, ofAll) - logOf(sizes.at(-1));
  };

  // The counts of a stack that lie beyond those of the networks that the law was fitted to.
  const findBeyond = (law, sizes, activation) =>
    Object.entries(RANGES).flatMap(([name, { label, count }]) => {
      const { least, most } = law.measured[activation][name];
      const own = count(sizes);
      return own < least || own > most ? [{ name, label, least, most }] : [];
    });

  // What is shown

  const MOST_PLAIN = 11;

  // A number by its logarithm, to two digits.
  const pointsText = (log) => {
    const exponent = Math.floor(log / Math.LN10);
    if (Math.abs(exponent) < MOST_PLAIN) return group(Number(Math.exp(log).toPrecision(2)));
    const digits = Math.exp(log - exponent * Math.LN10).toPrecision(2);
    return digits === "10" ? `1.0 × ${power(exponent + 1)}` : `${digits} × ${power(exponent)}`;
  };

  const aboutText = (log) => {
    const points = pointsText(log);
    return `about ${points} point${points === "1" ? "" : "s"}`;
  };

  const rangeText = ({ error }, log) => {
    if (error === null) return "its error is not known";
    const [low, high] = [-1, 1].map((sign) => pointsText(log + sign * Math.log(error)));
    return `${low} to ${high}`;
  };

  const beyondText = (beyond) => {
    const ranges = beyond.map(({ label, least, most }) =>
      least === most ? `${label} (${least})` : `${label} (${least} to ${most})`,
    );
    return `extrapolated: beyond the measured range of ${listing(ranges)}`;
  };

  const activationRow = (law, sizes, activation, labels) => {
    const log = expectLog(law, sizes, activation);
    const note = element("span", { className: "mec-calc-note" }, rangeText(law, log));
    const row = element(
      "li",
      {},
      element("span", { className: "mec-calc-reading" }, `with ${labels[activation]}`, note),
      element("span", { className: "mec-calc-total" }, aboutText(log)),
    );
    const beyond = findBeyond(law, sizes, activation);
    if (beyond.length) {
      row.append(element("span", { className: "mec-calc-beyond" }, beyondText(beyond)));
    }
    return row;
  };

  const FRONTS = {
    none: [],
    stages: ["The numbers are of the dense layers alone, without the stages before them."],
    embedding: ["The numbers are of the dense layers alone, without the backbone before them."],
  };

  const WITHOUT_THRESHOLDS =
    "The law knows layers with thresholds only: the numbers are of this stack with all of them.";

  const explain = ({ front, sizes, thresholds }) => {
    const each = sizes.at(-1) === 1n ? "" : " for each output";
    return [
      "Half of the trials should memorise all of so many standard normal points, each with a " +
        `fair random label${each}: what training finds, a lower bound. The range is the error of ` +
        "the law on networks that it was not fitted to.",
      ...FRONTS[front],
      ...(thresholds.every(Boolean) ? [] : [WITHOUT_THRESHOLDS]),
    ].join(" ");
  };

  // The link to the page of the law as the text below the calculator has it.
  const sourceLink = () => {
    const link = document.getElementById("calculator-law");
    return element("a", { href: link.getAttribute("href") }, link.textContent);
  };

  // What a network should memorise, by activation; nothing without a law.
  const show = (network, law, labels) => {
    if (!law) return [];
    const head = element("h2", {}, "Random labels it should memorise");
    if (!hasHidden(network.sizes)) {
      const why = "The law is of networks with hidden layers, and a layer alone has none: ";
      return [head, element("p", {}, why, sourceLink(), ".")];
    }
    const rows = Object.keys(law.factors).map((activation) =>
      activationRow(law, network.sizes, activation, labels),
    );
    return [
      head,
      element("ul", { className: "mec-calc-expected" }, ...rows),
      element("p", {}, explain(network), " ", sourceLink(), "."),
    ];
  };

  const say = ({ sizes }, law, labels) => {
    if (!law || !hasHidden(sizes)) return "";
    const points = Object.keys(law.factors).map((activation) => {
      const mark = findBeyond(law, sizes, activation).length ? ", extrapolated" : "";
      return `${aboutText(expectLog(law, sizes, activation))} with ${labels[activation]}${mark}`;
    });
    return `; random labels: ${points.join("; ")}`;
  };

  return { BASES, RANGES, TERMS, expectLog, findBeyond, say, show };
})();
