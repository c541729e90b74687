// Directions that tell classes apart, as engine/dataset/discriminant.py finds them. Weights are
// rounded to 2^-14 of the largest, so that both find the same ones. It touches no page.
"use strict";

globalThis.mecDataDiscriminant = (() => {
  const { drawRows } = mecDataDraw;
  const { part } = mecDataSteps;
  const DISCRIMINANT = "linear discriminant";
  const MARGIN = "wide margin";
  const SEED = 2;
  const MOST_FITS = 40;
  const [FEWEST_ROWS, MOST_ROWS, MOST_CELLS, MOST_COLUMNS] = [1024, 16_384, 1_000_000, 256];
  const RIDGE = 1e-3;
  const OFFSET_RIDGE = 1e-9;
  const ROUNDING = 2 ** 14;
  const MOST_TURNS = 60;
  const PRODUCTS_AT_A_TIME = 4_000_000; // some milliseconds of work

  // Linear algebra; a matrix is an array of rows.

  // L of a positive definite matrix L L^T.
  const factorise = (matrix) => {
    const size = matrix.length;
    const lower = matrix.map(() => new Float64Array(size));
    for (let row = 0; row < size; row += 1) {
      const own = lower[row];
      for (let column = 0; column <= row; column += 1) {
        const other = lower[column];
        let rest = matrix[row][column];
        for (let k = 0; k < column; k += 1) rest -= own[k] * other[k];
        own[column] = row === column ? Math.sqrt(rest) : rest / other[column];
      }
    }
    return lower;
  };

  // x of L x = b.
  const solveLower = (lower, right) => {
    const found = Float64Array.from(right);
    for (let row = 0; row < found.length; row += 1) {
      for (let k = 0; k < row; k += 1) found[row] -= lower[row][k] * found[k];
      found[row] /= lower[row][row];
    }
    return found;
  };

  // x of L^T x = b.
  const solveUpper = (lower, right) => {
    const found = Float64Array.from(right);
    for (let row = found.length - 1; row >= 0; row -= 1) {
      for (let k = row + 1; k < found.length; k += 1) found[row] -= lower[k][row] * found[k];
      found[row] /= lower[row][row];
    }
    return found;
  };

  const solve = (lower, right) => solveUpper(lower, solveLower(lower, right));

  const dot = (a, b) => {
    let total = 0;
    for (let index = 0; index < a.length; index += 1) total += a[index] * b[index];
    return total;
  };

  // The products of each two columns, summed over the rows; the lower half alone. In steps.
  function* multiply(columns) {
    const products = [];
    for (const [row, column] of columns.entries()) {
      products.push(Float64Array.from(columns.slice(0, row + 1), (other) => dot(column, other)));
      yield (products.length / columns.length) ** 2;
    }
    return products;
  }

  // Adds the values of a row to such products, or takes them out.
  const addRow = (products, values, sign) => {
    for (let one = 0; one < values.length; one += 1) {
      const value = sign * values[one];
      const into = products[one];
      for (let other = 0; other <= one; other += 1) into[other] += value * values[other];
    }
  };

  // The factor of products over the rows, with a ridge on the diagonal.
  const factoriseProducts = (products, rows, ridgeOf) =>
    factorise(
      products.map((line, row) =>
        line.map((value, place) => value / rows + (place === row ? ridgeOf(row) : 0)),
      ),
    );

  // Turns two vectors in their plane until they are orthogonal; whether they were not.
  const turn = (first, second) => {
    const [own, other, both] = [dot(first, first), dot(second, second), dot(first, second)];
    if (Math.abs(both) <= 1e-15 * Math.sqrt(own * other)) return false;
    const ratio = (other - own) / (2 * both);
    const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(1, ratio));
    const cosine = 1 / Math.hypot(1, tangent);
    const sine = cosine * tangent;
    for (let index = 0; index < first.length; index += 1) {
      const [a, b] = [first[index], second[index]];
      first[index] = cosine * a - sine * b;
      second[index] = sine * a + cosine * b;
    }
    return true;
  };

  // The direction in which vectors, taken together, reach furthest: the first left singular vector
  // of the matrix with these columns, times its singular value (one-sided Jacobi).
  const findMain = (columns) => {
    const turned = columns.map((column) => Float64Array.from(column));
    for (let count = 0, moved = true; moved && count < MOST_TURNS; count += 1) {
      moved = false;
      for (let first = 0; first < turned.length; first += 1) {
        for (let second = first + 1; second < turned.length; second += 1) {
          if (turn(turned[first], turned[second])) moved = true;
        }
      }
    }
    return turned.reduce((most, one) => (dot(one, one) > dot(most, most) ? one : most));
  };

  const roundToEven = (value) => {
    const nearest = Math.round(value);
    return Math.abs(value % 1) === 0.5 && nearest % 2 ? nearest - 1 : nearest;
  };

  // Which rows are right by less than the margin of 1, or wrong.
  const findWithin = (columns, signs, weights) => {
    const sums = new Float64Array(signs.length);
    for (const [place, column] of columns.entries()) {
      const weight = weights[place];
      for (let row = 0; row < sums.length; row += 1) sums[row] += column[row] * weight;
    }
    return Uint8Array.from(sums, (sum, row) => (signs[row] * sum < 1 ? 1 : 0));
  };

  // The weights that predict signs by least squares, which is Fisher's discriminant, and those after
  // more fits, each to the rows within the margin of the last. The last column is all 1. In steps.
  function* findMargin(columns, signs, productsOfAll) {
    const rows = signs.length;
    const offset = columns.length - 1;
    const products = productsOfAll.map((line) => line.slice());
    const right = columns.map((column) => dot(column, signs));
    let active = new Uint8Array(rows).fill(1);
    const values = new Float64Array(columns.length);
    const addedAtATime = Math.ceil(PRODUCTS_AT_A_TIME / columns.length ** 2);
    let first = null;
    for (let fit = 1; ; fit += 1) {
      const ridgeOf = (place) => (place === offset ? OFFSET_RIDGE : RIDGE / fit ** 2);
      const weights = solve(
        factoriseProducts(products, rows, ridgeOf),
        right.map((value) => value / rows),
      );
      first ??= weights;
      yield fit / MOST_FITS;
      if (fit === MOST_FITS) return [first, weights];
      const within = findWithin(columns, signs, weights);
      const isSame = within.every((value, row) => value === active[row]);
      if (isSame || !within.includes(1)) return [first, weights];
      let added = 0;
      for (let row = 0; row < rows; row += 1) {
        const sign = within[row] - active[row];
        if (!sign) continue;
        for (let place = 0; place <= offset; place += 1) values[place] = columns[place][row];
        addRow(products, values, sign);
        for (let place = 0; place <= offset; place += 1)
          right[place] += sign * values[place] * signs[row];
        added += 1;
        if (added % addedAtATime === 0) yield fit / MOST_FITS;
      }
      active = within;
    }
  }

  // The directions of any labels of the same rows; `prepare` comes before `find`.
  class Discriminant {
    constructor(inputs, spreads, classes) {
      this.inputs = inputs;
      this.spreads = spreads;
      const most = Math.min(
        MOST_ROWS,
        Math.max(FEWEST_ROWS, Math.floor(MOST_CELLS / inputs.length)),
      );
      this.classes = classes;
      this.rows = drawRows(SEED, inputs[0].length, most);
    }

    // What is the same for all labels, in steps.
    *prepare() {
      this.sample = [];
      for (const [place, values] of this.inputs.entries()) {
        this.sample.push(this.center(values, this.spreads[place]));
        yield this.sample.length / this.inputs.length / 2;
      }
      if (this.inputs.length <= MOST_COLUMNS)
        this.all = yield* part(this.weigh(this.sample), 0.5, 1);
    }

    center(values, { center, scale }) {
      const standard = Float64Array.from(this.rows, (row) => (values[row] - center) / scale);
      const mean = standard.reduce((total, value) => total + value, 0) / standard.length;
      return standard.map((value) => value - mean);
    }

    // What is fitted to, whatever the labels: with two classes columns with an offset and their
    // products, with more the factor of how the columns spread together. In steps.
    *weigh(chosen) {
      const rows = this.rows.length;
      if (this.classes > 2)
        return { lower: factoriseProducts(yield* multiply(chosen), rows, () => RIDGE) };
      const columns = [...chosen, new Float64Array(rows).fill(1)];
      return { columns, products: yield* multiply(columns) };
    }

    // Rows of each class, and its mean in each column.
    measure(labels) {
      const counts = new Float64Array(this.classes);
      for (const row of this.rows) counts[labels[row]] += 1;
      const means = this.sample.map((column) => {
        const sums = new Float64Array(this.classes);
        for (let place = 0; place < column.length; place += 1)
          sums[labels[this.rows[place]]] += column[place];
        return sums.map((sum, one) => sum / Math.max(1, counts[one]));
      });
      return { counts, means };
    }

    // The columns that get a weight: of many, those whose class means lie furthest apart.
    choose(means) {
      const places = [...means.keys()];
      if (places.length <= MOST_COLUMNS) return places;
      const apart = means.map((one) => Math.max(...one) - Math.min(...one));
      const furthest = places.sort((a, b) => apart[b] - apart[a] || a - b).slice(0, MOST_COLUMNS);
      return furthest.sort((a, b) => a - b);
    }

    // Pairs of a name and weights of the standardised inputs, in steps.
    *find(labels) {
      const { counts, means } = this.measure(labels);
      const chosen = this.choose(means);
      const weighed = chosen.map((place) => this.sample[place]);
      const fitted = this.all ?? (yield* part(this.weigh(weighed), 0, 0.5));
      if (this.classes === 2) {
        const signs = Float64Array.from(this.rows, (row) => (labels[row] === 1 ? 1 : -1));
        const margin = findMargin(fitted.columns, signs, fitted.products);
        const [first, last] = yield* part(margin, this.all ? 0 : 0.5, 1);
        return [
          [DISCRIMINANT, this.spread(first.slice(0, -1), chosen)],
          [MARGIN, this.spread(last.slice(0, -1), chosen)],
        ];
      }
      const columns = Array.from(counts, (count, one) =>
        solveLower(
          fitted.lower,
          chosen.map((place) => means[place][one] * Math.sqrt(Math.max(1, count))),
        ),
      );
      return [[DISCRIMINANT, this.spread(solveUpper(fitted.lower, findMain(columns)), chosen)]];
    }

    // Weights of all columns, rounded; the first of the largest is 1.
    spread(weights, chosen) {
      let largest = 0;
      for (const weight of weights) if (Math.abs(weight) > Math.abs(largest)) largest = weight;
      const spread = new Float64Array(this.sample.length);
      if (!(Math.abs(largest) > 0)) return spread.fill(1);
      chosen.forEach((place, index) => {
        spread[place] = roundToEven((weights[index] / largest) * ROUNDING) / ROUNDING;
      });
      return spread;
    }
  }

  return { Discriminant };
})();
