// The curve of "beat the neuron": the share of labellings that a neuron with d inputs realises, over
// the number of points, drawn for the width that there is.
"use strict";

globalThis.mecNeuronCurve = (() => {
  const { listShares } = mecNeuronCover;
  const { MOST_INPUTS, group, readInputs } = mecNeuronState;
  const { describeNeuron, percent } = mecNeuronWords;
  const { shape } = mecNeuronPlane;
  const EDGE = { left: 48, right: 24, top: 26, bottom: 40 };
  const TURNS = 4; // the curve ends at 4k points
  const MOST_DRAWN = 400;
  const MOST_DOTS = 60;
  const STEPS = 60;
  const MIDDLE = { "text-anchor": "middle" };

  // Numbers of inputs along the slider: all small ones, then ever wider apart.
  const STOPS = [
    ...new Set(
      Array.from({ length: STEPS + 1 }, (_, step) => Math.round(MOST_INPUTS ** (step / STEPS))),
    ),
  ];

  const nearestStop = (inputs) => {
    const ways = STOPS.map((stop) => Math.abs(Math.log(stop / inputs)));
    return ways.indexOf(Math.min(...ways));
  };

  const text = (x, y, words, attributes = {}) => {
    const made = shape("text", { x, y, ...attributes });
    made.textContent = words;
    return made;
  };

  class Curve {
    // `change(inputs)` is called where a reader asks for another neuron.
    constructor(root, change) {
      this.root = root;
      this.change = change;
      this.chart = root.querySelector("svg");
      this.slider = root.querySelector("[type=range]");
      this.field = root.querySelector("[type=text]");
      this.problem = root.querySelector(".mec-neuron-problem");
      this.slider.max = STOPS.length - 1;
      this.slider.addEventListener("input", () => {
        this.tellProblem("");
        this.change(STOPS[Number(this.slider.value)]);
      });
      this.field.addEventListener("input", () => this.take());
      new ResizeObserver(() => this.draw()).observe(this.chart);
    }

    take() {
      const { inputs, problem = "" } = readInputs(this.field.value);
      this.tellProblem(problem);
      if (inputs) this.change(inputs);
    }

    tellProblem(problem) {
      this.problem.textContent = problem;
      if (problem) this.field.setAttribute("aria-invalid", "true");
      else this.field.removeAttribute("aria-invalid");
    }

    // Shows a neuron, and how many points the plane above has where the neuron is its own.
    show(inputs, placed) {
      if (inputs !== this.inputs) {
        this.inputs = inputs;
        this.slider.value = nearestStop(inputs);
        this.slider.setAttribute("aria-valuetext", `${group(inputs)} inputs`);
        if (document.activeElement !== this.field) this.field.value = String(inputs);
        this.say(describeNeuron(inputs));
      }
      this.placed = placed;
      this.draw();
    }

    say(words) {
      for (const part of this.root.querySelectorAll("[data-says]")) {
        part.textContent = words[part.dataset.says];
      }
    }

    draw() {
      const [width, height] = [this.chart.clientWidth, this.chart.clientHeight];
      if (!width || !this.inputs) return;
      const weights = this.inputs + 1;
      const last = TURNS * weights;
      const shares = listShares(weights, last);
      const right = (points) => EDGE.left + ((width - EDGE.left - EDGE.right) * points) / last;
      const down = (share) => EDGE.top + (height - EDGE.top - EDGE.bottom) * (1 - share);
      const at = (points) => [right(points), down(shares[points - 1])];
      this.chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.chart.replaceChildren(
        ...this.drawAxes(weights, right, down, width, height),
        ...this.drawShares(weights, last, at),
        ...this.drawPlaced(at, shares),
      );
    }

    drawAxes(weights, right, down, width, height) {
      const parts = [0, 0.5, 1].flatMap((share) => [
        shape("path", { d: `M${EDGE.left} ${down(share)}H${width - EDGE.right}`, class: "mec-neuron-grid" }),
        text(EDGE.left - 8, down(share) + 4, `${100 * share} %`, { "text-anchor": "end" }),
      ]);
      const marks = { 1: "n = k", 2: "n = 2k" };
      for (let turn = 0; turn <= TURNS; turn += 1) {
        const x = right(turn * weights);
        parts.push(text(x, height - EDGE.bottom + 18, group(turn * weights), MIDDLE));
        if (!marks[turn]) continue;
        parts.push(shape("path", { d: `M${x} ${EDGE.top - 6}V${down(0)}`, class: "mec-neuron-mark" }));
        parts.push(text(x, EDGE.top - 12, marks[turn], MIDDLE));
      }
      const middle = right((TURNS * weights) / 2);
      return [...parts, text(middle, height - 4, "points n", MIDDLE)];
    }

    drawShares(weights, last, at) {
      const step = Math.ceil(last / MOST_DRAWN);
      const drawn = Array.from({ length: last }, (_, index) => index + 1).filter(
        (points) => points % step === 0 || points === 1 || points === last,
      );
      const way = drawn.map((points) => at(points).map((value) => value.toFixed(1)).join(" "));
      const parts = [shape("path", { d: `M${way.join("L")}`, class: "mec-neuron-share" })];
      const dots = last <= MOST_DOTS ? drawn : [weights, 2 * weights];
      for (const points of dots) {
        const [cx, cy] = at(points);
        parts.push(shape("circle", { cx, cy, r: last <= MOST_DOTS ? 3 : 4, class: "mec-neuron-dot" }));
      }
      return parts;
    }

    drawPlaced(at, shares) {
      if (!this.placed || this.placed > shares.length) return [];
      const [cx, cy] = at(this.placed);
      const words = `${this.placed === 1 ? "1 point" : `${this.placed} points`}: ${percent(shares[this.placed - 1])}`;
      return [
        shape("circle", { cx, cy, r: 8, class: "mec-neuron-placed" }),
        text(cx + 13, cy - 6, words, { class: "mec-neuron-placed-text" }),
      ];
    }
  }

  return { Curve, STOPS };
})();
