// Cover's theorem: of the 2^n labellings of n points in general position, a neuron with k weights
// realises T(n, k). What engine/theory/cover.py computes; it touches no page.
"use strict";

globalThis.mecNeuronCover = (() => {
  // T(n, k), exactly, for n up to 50.
  const countLabellings = (points, weights) => {
    let total = 0;
    let term = 1;
    for (let chosen = 0; chosen < Math.min(weights, points); chosen += 1) {
      total += term;
      term = (term * (points - 1 - chosen)) / (chosen + 1);
    }
    return 2 * total;
  };

  // T(n, k) / 2^n at n = 1, 2, ..., last; the error of each is below 1e-12 for k up to 1,001.
  //
  // It is the chance of fewer than k heads among n - 1 coins. One more coin takes away half the
  // chance of exactly k - 1 heads, which begins at 2^(1 - k) and is carried along.
  const listShares = (weights, last) => {
    const shares = [];
    let share = 1;
    let atEdge = 2 ** (1 - weights);
    for (let points = 1; points <= last; points += 1) {
      shares.push(share);
      if (points < weights) continue;
      share = Math.max(0, share - atEdge / 2);
      atEdge *= points / (points - weights + 1) / 2;
    }
    return shares;
  };

  return { countLabellings, listShares };
})();
