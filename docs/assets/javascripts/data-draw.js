// Random numbers and orders as engine/dataset/drawing.py has them, to the bit. It touches no page.
"use strict";

globalThis.mecDataDraw = (() => {
  const GOLDEN = 0x9e3779b9;
  const HALF = 2 ** 31;
  const DIGIT_BITS = 11;
  const DIGITS = 1 << DIGIT_BITS;

  const mix = (h) => {
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  };

  // A number below 2^32 for each counter of a sequence.
  const draw = (seed, counter) => mix((mix(counter) + mix((seed + GOLDEN) >>> 0)) >>> 0);

  // One pass of a radix sort: `from` by a digit of the words, equal ones as they stand.
  const sortByDigit = (words, shift, from, to, counts) => {
    counts.fill(0);
    for (const word of words) counts[(word >>> shift) & (DIGITS - 1)] += 1;
    if (counts[(words[0] >>> shift) & (DIGITS - 1)] === words.length) return false;
    let place = 0;
    for (let digit = 0; digit < DIGITS; digit += 1) {
      const count = counts[digit];
      counts[digit] = place;
      place += count;
    }
    for (const row of from) to[counts[(words[row] >>> shift) & (DIGITS - 1)]++] = row;
    return true;
  };

  // The numbers 0 .. n - 1 by words of 32 bits, the least significant words first.
  const sortByWords = (count, ...wordsOf) => {
    let from = Uint32Array.from({ length: count }, (_, row) => row);
    if (count < 2) return from;
    let to = new Uint32Array(count);
    const counts = new Uint32Array(DIGITS);
    for (const words of wordsOf) {
      for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
        if (sortByDigit(words, shift, from, to, counts)) [from, to] = [to, from];
      }
    }
    return from;
  };

  // The rows by their values, a Float64Array without NaN, equal values as they stand.
  const sortRows = (values) => {
    const count = values.length;
    const bits = new Uint32Array(Float64Array.from(values, (value) => value + 0).buffer);
    const [low, high] = [new Uint32Array(count), new Uint32Array(count)];
    for (let row = 0; row < count; row += 1) {
      const [least, most] = [bits[2 * row], bits[2 * row + 1]];
      const isNegative = most >>> 31;
      low[row] = isNegative ? ~least : least;
      high[row] = isNegative ? ~most : most ^ 0x80000000;
    }
    return sortByWords(count, low, high);
  };

  // The numbers 0 .. count - 1 in random order.
  const drawOrder = (seed, count) =>
    sortByWords(
      count,
      Uint32Array.from({ length: count }, (_, counter) => draw(seed, counter)),
    );

  // The first of that order, put back into the order of the file.
  const drawRows = (seed, count, most) => drawOrder(seed, count).subarray(0, most).toSorted();

  const drawWeights = (seed, count) =>
    Float64Array.from({ length: count }, (_, counter) => (draw(seed, counter) - HALF) / HALF);

  return { draw, drawOrder, drawRows, drawWeights, sortRows };
})();
