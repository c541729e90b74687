// A mark under the pointer, the finger or the focus says what it is, and leads to its page.
"use strict";

(() => {
  const { DRAWINGS, MARKS, marksOf, marksAt, marksOn } = mecFigures;
  const REACH = { mouse: 8, pen: 12, touch: 24 }; // pixels
  const MOST_SAID = 6;
  const LINGER_MS = 200; // time to move onto what was opened
  const GAP = 10;

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  // What stands before the first colon is the name of a mark.
  const say = ({ label, href }, leads) => {
    const [, name, rest] = label.match(/^(.*?):\s(.*)$/s) ?? [null, label, ""];
    const said = leads && href ? element("a", { href }, name) : element("strong", {}, name);
    return element("li", {}, said, rest && element("span", {}, rest));
  };

  class Tip {
    constructor(figure) {
      this.figure = figure;
      this.box = element("div", { className: "mec-tip", hidden: true });
      figure.append(this.box);
      this.shown = [];
      figure.addEventListener("pointermove", (event) => this.point(event));
      figure.addEventListener("pointerleave", () => this.leave());
      figure.addEventListener("click", (event) => this.tap(event), true);
      figure.addEventListener("focusin", (event) => this.focus(event));
      figure.addEventListener("focusout", () => this.leave());
      document.addEventListener("keydown", ({ key }) => key === "Escape" && this.hide());
      document.addEventListener("pointerdown", ({ target }) => figure.contains(target) || this.hide());
    }

    // The marks of an event in the drawing that it is in; none elsewhere.
    find(event) {
      const drawing = event.target.closest(DRAWINGS);
      return drawing ? marksAt(drawing, event, REACH[event.pointerType] ?? REACH.mouse) : [];
    }

    point(event) {
      if (event.pointerType === "touch") return;
      if (this.box.contains(event.target)) {
        clearTimeout(this.leaving);
        return;
      }
      const marks = this.find(event);
      if (marks.length) this.show(marks, false);
      else this.leave();
    }

    // A finger covers the mark: a tap says what it is, and offers the way. So does a click on a mark
    // that is no link by itself.
    tap(event) {
      if (this.box.contains(event.target) || event.target.closest(".mec-key")) return;
      if (event.pointerType !== "touch" && event.target.closest("a")) return;
      const marks = this.find(event);
      if (!marks.length) {
        this.hide();
        return;
      }
      event.preventDefault();
      this.show(marks, true);
    }

    focus({ target }) {
      const drawing = target.closest(DRAWINGS);
      const marks = drawing ? marksOf(drawing) : [];
      const mark = marks.find((one) => one.target === target);
      if (mark) this.show([mark, ...marksOn(drawing, mark)], false);
    }

    show(marks, leads) {
      clearTimeout(this.leaving);
      const isShown = !this.box.hidden && marks[0] === this.shown[0];
      if (isShown && (this.leads || !leads)) return;
      this.unmark();
      this.shown = marks;
      this.leads = leads;
      marks[0].element.classList.add("mec-now");
      const said = marks.slice(0, MOST_SAID).map((mark) => say(mark, leads));
      const more = marks.length - said.length;
      if (more > 0) said.push(element("li", {}, `and ${more} more`));
      this.box.replaceChildren(element("ul", {}, ...said));
      this.box.hidden = false;
      this.place(marks[0].element.getBoundingClientRect());
    }

    // Above the mark, or below where there is no room, and within the figure.
    place(mark) {
      const figure = this.figure.getBoundingClientRect();
      const { width, height } = this.box.getBoundingClientRect();
      const middle = mark.left + mark.width / 2 - figure.left;
      const left = Math.max(0, Math.min(figure.width - width, middle - width / 2));
      const above = mark.top - GAP - height;
      const top = above > 60 ? above : mark.bottom + GAP;
      Object.assign(this.box.style, { left: `${left}px`, top: `${top - figure.top}px` });
    }

    leave() {
      clearTimeout(this.leaving);
      this.leaving = setTimeout(() => this.hide(), LINGER_MS);
    }

    unmark() {
      for (const { element: mark } of this.shown) mark.classList.remove("mec-now");
    }

    hide() {
      clearTimeout(this.leaving);
      this.unmark();
      this.shown = [];
      this.box.hidden = true;
    }
  }

  const addTip = (figure) => {
    const first = figure.querySelector(DRAWINGS);
    if ("tip" in figure.dataset || !first?.querySelector(MARKS)) return;
    figure.dataset.tip = "";
    new Tip(figure);
  };

  mec.mount(() => {
    mec.inTurn(document.querySelectorAll(".mec-figure:not([data-tip])"), addTip);
  });
})();
