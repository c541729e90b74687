// The plane of "beat the neuron": points as buttons over a drawing of the line, or of what is in
// its way. It tells its owner what a reader does, and draws what it is given.
"use strict";

globalThis.mecNeuronPlane = (() => {
  const { MARGIN, SIDE } = mecNeuronState;
  const { nameOf, say } = mecNeuronWords;
  const GRID = 10; // to which a pointer and the arrow keys bind a point
  const LEAP = 100; // with Shift
  const SLOP_PX = 5; // less is a tap
  const STEPS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
  };
  const NAMESPACE = "http://www.w3.org/2000/svg";

  const shape = (tag, attributes) => {
    const made = document.createElementNS(NAMESPACE, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  const clamp = (value) => Math.max(0, Math.min(SIDE, value));
  const bind = (value) => clamp(Math.round(value / GRID) * GRID);
  const toText = (corners) => corners.map(({ x, y }) => `${x},${SIDE - y}`).join(" ");

  const BORDER = [
    [-MARGIN, -MARGIN],
    [SIDE + MARGIN, -MARGIN],
    [SIDE + MARGIN, SIDE + MARGIN],
    [-MARGIN, SIDE + MARGIN],
  ].map(([x, y]) => ({ x, y }));

  // The part of the plane where a line says yes, and the two places where the line leaves it.
  const cutBorder = ({ x, y, threshold }) => {
    const over = BORDER.map((corner) => x * corner.x + y * corner.y - threshold);
    const shade = [];
    const ends = [];
    for (const [index, corner] of BORDER.entries()) {
      const next = (index + 1) % BORDER.length;
      if (over[index] >= 0) shade.push(corner);
      if (over[index] < 0 === over[next] < 0) continue;
      const way = over[index] / (over[index] - over[next]);
      const end = {
        x: corner.x + way * (BORDER[next].x - corner.x),
        y: corner.y + way * (BORDER[next].y - corner.y),
      };
      shade.push(end);
      ends.push(end);
    }
    return { shade, ends };
  };

  const drawLine = (line) => {
    const { shade, ends } = cutBorder(line);
    const parts = [shape("polygon", { points: toText(shade), class: "mec-neuron-shade" })];
    if (ends.length === 2) {
      parts.push(shape("polyline", { points: toText(ends), class: "mec-neuron-line" }));
    }
    return parts;
  };

  const drawWitness = ({ one, other }) =>
    [one, other]
      .filter((group) => group.length > 1)
      .map((group) => {
        const tag = group.length > 2 ? "polygon" : "polyline"; // a way there and back has no dashes
        const look = `mec-neuron-hull mec-neuron-${say(group[0].label)}`;
        return shape(tag, { points: toText(group), class: look });
      });

  class Plane {
    // `acts` are what a reader may do: add(x, y), flip(index), move(index, x, y), remove(index),
    // select(index), and done() at the end of a drag.
    constructor(root, acts) {
      this.root = root;
      this.acts = acts;
      this.drawing = root.querySelector("svg");
      const whole = SIDE + 2 * MARGIN;
      this.drawing.setAttribute("viewBox", `${-MARGIN} ${-MARGIN} ${whole} ${whole}`);
      this.buttons = [];
      this.listen();
    }

    listen() {
      const { root } = this;
      root.addEventListener("pointerdown", (event) => this.press(event));
      root.addEventListener("pointermove", (event) => this.drag(event));
      root.addEventListener("pointerup", (event) => this.release(event));
      root.addEventListener("pointercancel", () => this.cancel());
      root.addEventListener("keydown", (event) => this.type(event));
      root.addEventListener("focusin", ({ target }) => this.selectBy(target));
      // A click without a pointer is the Enter key, the space bar, or assistive technology.
      root.addEventListener("click", ({ target, detail }) => {
        const index = this.buttons.indexOf(target);
        if (detail === 0 && index >= 0) this.acts.flip(index);
      });
    }

    selectBy(target) {
      const index = this.buttons.indexOf(target);
      if (index >= 0) this.acts.select(index);
    }

    // Drawing

    show(points, { line, witness }, selected) {
      this.points = points;
      while (this.buttons.length > points.length) this.buttons.pop().remove();
      while (this.buttons.length < points.length) this.addButton();
      for (const [index, button] of this.buttons.entries()) this.place(button, index, selected);
      const drawn = line ? drawLine(line) : drawWitness(witness);
      this.drawing.replaceChildren(...drawn);
    }

    addButton() {
      const button = document.createElement("button");
      button.type = "button";
      const name = document.createElement("span");
      name.textContent = nameOf(this.buttons.length);
      button.append(name);
      this.buttons.push(button);
      this.root.append(button);
    }

    place(button, index, selected) {
      const { x, y, label } = this.points[index];
      const share = (value) => `${(100 * (value + MARGIN)) / (SIDE + 2 * MARGIN)}%`;
      button.style.left = share(x);
      button.style.top = share(SIDE - y);
      button.className = `mec-neuron-point mec-neuron-${say(label)}`;
      button.toggleAttribute("data-selected", index === selected);
      button.setAttribute("aria-label", `${nameOf(index)}: ${say(label)}, at ${x}, ${y}`);
    }

    focus(index) {
      this.buttons[index]?.focus({ preventScroll: true });
    }

    // Pointers

    locate({ clientX, clientY }) {
      const box = this.root.getBoundingClientRect();
      const unit = (SIDE + 2 * MARGIN) / box.width;
      return {
        x: (clientX - box.left) * unit - MARGIN,
        y: SIDE + MARGIN - (clientY - box.top) * unit,
      };
    }

    // Of points that overlap the nearest is meant.
    findNearest({ x, y }) {
      const ways = this.points.map((point) => Math.hypot(point.x - x, point.y - y));
      return ways.indexOf(Math.min(...ways));
    }

    press(event) {
      if (event.button !== 0 || !event.isPrimary) return;
      const isPoint = this.buttons.some((button) => button.contains(event.target));
      const at = this.locate(event);
      const index = isPoint ? this.findNearest(at) : null;
      this.held = { index, at, clientX: event.clientX, clientY: event.clientY, isDragged: false };
      if (index === null) return;
      event.preventDefault();
      this.root.setPointerCapture(event.pointerId);
      this.held.from = this.points[index];
      this.focus(index);
    }

    drag(event) {
      const { held } = this;
      if (!held || !event.isPrimary) return;
      const moved = Math.hypot(event.clientX - held.clientX, event.clientY - held.clientY);
      held.isDragged ||= moved > SLOP_PX;
      if (!held.isDragged || held.index === null) return;
      const at = this.locate(event);
      const [x, y] = [held.from.x + at.x - held.at.x, held.from.y + at.y - held.at.y].map(bind);
      const now = this.points[held.index];
      if (x !== now.x || y !== now.y) this.acts.move(held.index, x, y);
    }

    release(event) {
      const { held } = this;
      if (!held || !event.isPrimary) return;
      this.held = null;
      if (held.isDragged) this.acts.done();
      else if (held.index === null) this.acts.add(bind(held.at.x), bind(held.at.y));
      else this.acts.flip(held.index);
    }

    cancel() {
      if (this.held?.isDragged) this.acts.done();
      this.held = null;
    }

    // Keys

    type(event) {
      const index = this.buttons.indexOf(event.target);
      if (index < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key in STEPS) {
        event.preventDefault();
        const [right, up] = STEPS[event.key];
        const step = event.shiftKey ? LEAP : GRID;
        const { x, y } = this.points[index];
        const [toX, toY] = [clamp(x + step * right), clamp(y + step * up)];
        this.acts.move(index, toX, toY);
        this.acts.done();
        mec.announce(`${nameOf(index)} at ${toX}, ${toY}.`);
      } else if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        this.acts.remove(index);
      }
    }
  }

  return { Plane, bind, shape };
})();
