// The arithmetic of the calculator: what engine/theory computes, in BigInt, exact at any size.
// It touches no page. A fraction is { numerator, denominator }, in lowest terms.
"use strict";

globalThis.mecCapacity = (() => {
  const INPUT_BITS = 8n;
  const FLOAT32_BITS = 32n;
  const RULE_1_BITS = 1n;

  const UNITS = [
    { symbol: "bits", bits: 1n },
    { symbol: "kB", bits: 8n * 1000n },
    { symbol: "KiB", bits: 8n * 1024n },
    { symbol: "MB", bits: 8n * 1000n ** 2n },
    { symbol: "MiB", bits: 8n * 1024n ** 2n },
  ];

  const sum = (values) => values.reduce((a, b) => a + b, 0n);
  const product = (values) => values.reduce((a, b) => a * b, 1n);
  const smaller = (a, b) => (b < a ? b : a);

  // Dense stacks. `sizes` are n0, n1, ..., nL; `thresholds` says for each layer whether its
  // neurons have one. A cap is null where the reading puts none.

  const CAPS = {
    decision_layer: ({ isLast }) => (isLast ? null : 0n),
    width_capped: ({ isFirst, inputs }) => (isFirst ? null : RULE_1_BITS * inputs),
    running_minimum: ({ isFirst, narrowest }) => (isFirst ? null : RULE_1_BITS * narrowest),
    all_parameters: () => null,
  };
  const READINGS = Object.keys(CAPS);

  const explainStack = (sizes, reading, thresholds) => {
    let narrowest = sizes[0];
    return sizes.slice(1).map((neurons, index) => {
      const inputs = sizes[index];
      narrowest = smaller(narrowest, inputs);
      const parametersBits = neurons * (inputs + (thresholds[index] ? 1n : 0n));
      const [isFirst, isLast] = [index === 0, index === sizes.length - 2];
      const capBits = CAPS[reading]({ isFirst, isLast, inputs, narrowest });
      const capacityBits = capBits === null ? parametersBits : smaller(parametersBits, capBits);
      return { inputs, neurons, parametersBits, capBits, capacityBits };
    });
  };

  const stackCapacity = (sizes, reading, thresholds) =>
    sum(explainStack(sizes, reading, thresholds).map((layer) => layer.capacityBits));

  // Convolutional stages: convolution, then pooling, then batch normalization where asked for.
  // A window is { kernel, stride, padding }, the same along both sides of the image.

  // Side of what leaves a window; null where the window does not fit once.
  const slideWindow = (size, { kernel, stride, padding }) => {
    const room = size + 2n * padding - kernel;
    return room < 0n ? null : room / stride + 1n;
  };

  const slideOver = ([height, width], window) => {
    const sides = [slideWindow(height, window), slideWindow(width, window)];
    return sides.includes(null) ? null : sides;
  };

  // What one stage does to an image of shape [height, width, channels]. Where a window does not
  // fit, `misfit` names it, and `image` holds the sides of the image that it was to slide over.
  const traceStage = (entering, { filters, convolution, pooling }, batchNorm) => {
    const convolved = slideOver(entering, convolution);
    if (!convolved) return { misfit: "convolution", image: entering.slice(0, 2) };
    const pooled = slideOver(convolved, pooling);
    if (!pooled) return { misfit: "pooling", image: convolved };
    const weights = convolution.kernel ** 2n * entering[2];
    const parameters = filters * (weights + 1n) + (batchNorm ? 2n * filters : 0n);
    return { entering, leaving: [...pooled, filters], parameters };
  };

  // Compression

  const gcd = (a, b) => {
    while (b) [a, b] = [b, a % b];
    return a;
  };

  const fraction = (numerator, denominator) => {
    const common = gcd(numerator, denominator);
    return { numerator: numerator / common, denominator: denominator / common };
  };

  const compare = (amounts) => ({
    stages: amounts.slice(1).map((leaving, index) => fraction(amounts[index], leaving)),
    total: fraction(amounts[0], amounts.at(-1)),
  });

  // G of a chain from the image (`elements[0]`) to the embedding in three conventions: of each
  // stage, and of the whole chain, whose product telescopes.
  const compressChain = (elements) => {
    const inBits = (featureBits) =>
      compare(elements.map((count, index) => count * (index ? featureBits : INPUT_BITS)));
    return {
      elements: compare(elements),
      float32: inBits(FLOAT32_BITS),
      oneBit: inBits(RULE_1_BITS),
    };
  };

  // Units and decimals

  const fromBits = (bits, unit) => fraction(bits, unit.bits);

  const withPoint = (digits, places) => {
    if (!places) return digits;
    const padded = digits.padStart(places + 1, "0");
    return `${padded.slice(0, -places)}.${padded.slice(-places)}`;
  };

  const countFactor = (value, factor) => {
    let count = 0;
    while (value % factor === 0n) {
      value /= factor;
      count += 1;
    }
    return count;
  };

  // All digits of a fraction, or null where they never end.
  const exactDecimal = ({ numerator, denominator }) => {
    const [twos, fives] = [countFactor(denominator, 2n), countFactor(denominator, 5n)];
    if (denominator !== 2n ** BigInt(twos) * 5n ** BigInt(fives)) return null;
    const places = Math.max(twos, fives);
    return withPoint(String((numerator * 10n ** BigInt(places)) / denominator), places);
  };

  const divideRounded = (numerator, denominator) => {
    const [quotient, rest] = [numerator / denominator, numerator % denominator];
    const half = 2n * rest - denominator;
    return half > 0n || (half === 0n && quotient % 2n) ? quotient + 1n : quotient;
  };

  const isBelowOne = ({ numerator, denominator }) => numerator < denominator;

  // The power of ten of a positive fraction's first digit.
  const exponentOf = ({ numerator, denominator }) => {
    const guess = String(numerator).length - String(denominator).length;
    const scaled = fraction(
      numerator * 10n ** BigInt(Math.max(0, -guess)),
      denominator * 10n ** BigInt(Math.max(0, guess)),
    );
    return isBelowOne(scaled) ? guess - 1 : guess;
  };

  // A positive fraction rounded (half to even) to `count` significant digits: it is about
  // `digits`, with the point behind the first, times 10 to the `exponent`.
  const roundFraction = (value, count) => {
    const exponent = exponentOf(value);
    const shift = count - 1 - exponent;
    const digits = String(
      divideRounded(
        value.numerator * 10n ** BigInt(Math.max(0, shift)),
        value.denominator * 10n ** BigInt(Math.max(0, -shift)),
      ),
    );
    return digits.length > count
      ? { digits: digits.slice(0, -1), exponent: exponent + 1 }
      : { digits, exponent };
  };

  return {
    READINGS,
    UNITS,
    compressChain,
    exactDecimal,
    explainStack,
    fraction,
    fromBits,
    product,
    roundFraction,
    slideWindow,
    stackCapacity,
    sum,
    traceStage,
    withPoint,
  };
})();
