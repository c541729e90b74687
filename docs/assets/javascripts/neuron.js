// Beat the neuron: what a reader places and flips becomes a verdict, a drawing and an address.
"use strict";

(() => {
  const { MOST_POINTS, SIDE, readAddress, readText, writeAddress, writeText } = mecNeuronState;
  const { findCoincidence } = mecNeuronLines;
  const { describe, judge, nameOf, say } = mecNeuronWords;
  const { Plane, bind } = mecNeuronPlane;
  const { Curve } = mecNeuronCurve;
  const OWN_INPUTS = 2; // those of the neuron that draws the line
  const RECORD_AFTER_MS = 300;
  const NEAREST = 120; // of two points that are placed at random
  const TRIES = 400;

  const point = (x, y, label) => ({ x, y, label });
  const SQUARE = [[200, 800], [800, 800], [800, 200], [200, 200]];
  const START = {
    points: SQUARE.map(([x, y], index) => point(x, y, index < 2)),
    inputs: OWN_INPUTS,
  };

  const drawLot = (below) => Math.floor(Math.random() * below);
  const drawLabel = () => Math.random() < 0.5;

  const isFree = (points, { x, y }) =>
    points.every((other) => Math.hypot(other.x - x, other.y - y) >= NEAREST);

  // A place that leaves the points in general position, away from the others where there is room.
  const drawPoint = (points) => {
    let found = point(SIDE / 2, SIDE / 2, true);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const drawn = point(bind(50 + drawLot(SIDE - 100)), bind(50 + drawLot(SIDE - 100)), true);
      if (findCoincidence([...points, drawn]).length) continue;
      found = drawn;
      if (isFree(points, drawn)) break;
    }
    return found;
  };

  const drawPoints = (count) => {
    const points = [];
    while (points.length < count) points.push({ ...drawPoint(points), label: drawLabel() });
    return points;
  };

  const EXAMPLES = {
    three: () => [point(250, 250, true), point(750, 300, false), point(450, 750, true)],
    xor: () => SQUARE.map(([x, y], index) => point(x, y, index % 2 === 0)),
    five: () => drawPoints(5),
    twelve: () => drawPoints(MOST_POINTS),
  };

  class BeatTheNeuron {
    constructor(root) {
      this.root = root;
      this.text = root.querySelector("textarea");
      this.selected = 0;
      this.plane = new Plane(root.querySelector(".mec-neuron-plane"), {
        add: (x, y) => this.add(point(x, y, true)),
        flip: (index) => this.flip(index),
        move: (index, x, y) => this.replace(index, { x, y }),
        remove: (index) => this.remove(index),
        select: (index) => this.select(index),
        done: () => this.record(),
      });
      this.curve = new Curve(root.querySelector(".mec-neuron-curve"), (inputs) => {
        this.inputs = inputs;
        this.showCurve();
        this.record();
      });
      this.text.addEventListener("input", () => this.takeText());
      root.addEventListener("click", ({ target }) => {
        const { action } = target.closest("[data-action]")?.dataset ?? {};
        if (action) this.act(action);
      });
      this.load();
    }

    find(name) {
      return this.root.querySelector(`[data-action=${name}]`);
    }

    load() {
      const { points, inputs, problem } = readAddress(location.search);
      this.points = points ?? START.points;
      this.inputs = inputs ?? START.inputs;
      this.tell("neuron-address-problem", problem);
      this.show();
    }

    // What a reader does

    act(action) {
      if (action in EXAMPLES) this.take(EXAMPLES[action]());
      else if (action === "add") this.add(drawPoint(this.points));
      else if (action === "flip") this.flip(this.selected);
      else if (action === "remove") this.remove(this.selected);
      else if (action === "shuffle") {
        this.take(this.points.map((one) => ({ ...one, label: drawLabel() })));
      } else this.copyLink();
    }

    take(points) {
      this.points = points;
      this.selected = Math.min(this.selected, points.length - 1);
      this.show();
      this.record();
    }

    add(added) {
      if (this.points.length >= MOST_POINTS) {
        mec.announce(`There are ${MOST_POINTS} points, as many as can be counted here.`);
        return;
      }
      this.selected = this.points.length;
      this.take([...this.points, added]);
      mec.announce(`${nameOf(this.selected)} added at ${added.x}, ${added.y}.`);
    }

    replace(index, change) {
      this.points = this.points.with(index, { ...this.points[index], ...change });
      this.show();
    }

    flip(index) {
      const label = !this.points[index].label;
      this.replace(index, { label });
      this.record();
      mec.announce(`${nameOf(index)} says ${say(label)}.`);
    }

    remove(index) {
      if (this.points.length === 1) return;
      const hadFocus = this.plane.root.contains(document.activeElement);
      this.take(this.points.toSpliced(index, 1));
      if (hadFocus) this.plane.focus(this.selected);
      mec.announce(`${nameOf(index)} removed.`);
    }

    select(index) {
      if (index === this.selected) return;
      this.selected = index;
      this.showPoints();
    }

    takeText() {
      const { points, problem = "" } = readText(this.text.value);
      this.tell("neuron-text-problem", problem, this.text);
      if (points) this.take(points);
    }

    // What is shown

    show() {
      this.verdict = judge(this.points);
      const words = describe(this.points, this.verdict);
      for (const part of this.root.querySelectorAll(".mec-neuron-said [data-says]")) {
        const said = words[part.dataset.says];
        if (part.textContent !== said) part.textContent = said;
      }
      this.root.dataset.verdict = this.verdict.isSeparated ? "line" : "none";
      if (document.activeElement !== this.text) {
        this.text.value = writeText(this.points);
        this.tell("neuron-text-problem", "", this.text);
      }
      this.showPoints();
      this.showCurve();
    }

    showPoints() {
      this.plane.show(this.points, this.verdict, this.selected);
      const name = nameOf(this.selected);
      this.find("flip").textContent = `Flip ${name}`;
      this.find("remove").textContent = `Remove ${name}`;
      this.find("remove").disabled = this.points.length === 1;
      this.find("add").disabled = this.points.length >= MOST_POINTS;
    }

    showCurve() {
      const isOnCurve = this.inputs === OWN_INPUTS && !this.verdict.coincidence.length;
    this.curve.show(this.inputs, isOnCurve ? this.points.length : 0);
    }

    tell(id, problem, field) {
      const place = document.getElementById(id);
      place.textContent = problem;
      place.hidden = !problem;
      if (problem) field?.setAttribute("aria-invalid", "true");
      else field?.removeAttribute("aria-invalid");
    }

    // The address follows when a reader pauses.
    record() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.writeAddress(), RECORD_AFTER_MS);
    }

    writeAddress() {
      clearTimeout(this.timer);
      const address = writeAddress(location.href, this, START);
      this.tell("neuron-address-problem", "");
      if (address === location.href) return;
      try {
        history.replaceState(history.state, "", address);
      } catch {
        // Browsers limit how often an address may change; nothing here needs it.
      }
    }

    async copyLink() {
      this.writeAddress();
      try {
        await navigator.clipboard.writeText(location.href);
        mec.announce("Link copied.");
        this.find("copy").dataset.copied = "";
        setTimeout(() => delete this.find("copy").dataset.copied, 4000);
      } catch {
        const problem = "The link could not be copied; it stands in the address bar.";
        this.tell("neuron-text-problem", problem);
      }
    }
  }

  mec.mount(() => {
    for (const root of document.querySelectorAll(".mec-neuron:not([data-ready])")) {
      root.dataset.ready = "";
      new BeatTheNeuron(root);
    }
  });
})();
