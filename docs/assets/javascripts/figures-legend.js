// An entry of a figure's legend singles out its marks: under the pointer and the focus for as long
// as it is there, pressed until it is pressed again.
"use strict";

(() => {
  const KEYS = ".mec-key";
  const SVG = "http://www.w3.org/2000/svg";
  const HEIGHT = 24; // pixels at least, for a finger

  const nameOf = (key) => key.textContent.trim().replace(/\s+/g, " ");

  class Legend {
    constructor(drawing) {
      this.drawing = drawing;
      this.keys = [...drawing.querySelectorAll(KEYS)];
      this.pressed = "";
      drawing.setAttribute("role", "group");
      for (const key of this.keys) this.makeButton(key);
      new ResizeObserver(() => this.setPlaces()).observe(drawing);
    }

    makeButton(key) {
      const name = nameOf(key);
      key.setAttribute("role", "button");
      key.setAttribute("tabindex", "0");
      key.setAttribute("aria-label", name);
      key.setAttribute("aria-pressed", "false");
      key.prepend(document.createElementNS(SVG, "rect"));
      key.firstChild.setAttribute("class", "mec-key-place");
      const { series } = key.dataset;
      key.addEventListener("click", () => this.press(series, name));
      key.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.press(series, name);
      });
      key.addEventListener("pointerenter", ({ pointerType }) => pointerType !== "touch" && this.single(series));
      key.addEventListener("pointerleave", () => this.single(this.pressed));
      key.addEventListener("focus", () => key.matches(":focus-visible") && this.single(series));
      key.addEventListener("blur", () => this.single(this.pressed));
    }

    // What takes the pointer: the box of the entry, as high as a finger needs where there is room.
    setPlaces() {
      const { width } = this.drawing.getBoundingClientRect();
      if (!width) return;
      const least = (HEIGHT * this.drawing.viewBox.baseVal.width) / width;
      for (const key of this.keys) {
        const place = key.firstChild;
        place.setAttribute("width", 0); // it must not count
        place.setAttribute("height", 0);
        const parts = [...key.children].slice(1).map((part) => part.getBBox());
        const left = Math.min(...parts.map(({ x }) => x));
        const right = Math.max(...parts.map(({ x, width: wide }) => x + wide));
        const top = Math.min(...parts.map(({ y }) => y));
        const bottom = Math.max(...parts.map(({ y, height }) => y + height));
        const height = Math.max(least, bottom - top);
        const box = { x: left - 2, y: (top + bottom - height) / 2, width: right - left + 4, height };
        for (const [name, value] of Object.entries(box)) place.setAttribute(name, value.toFixed(1));
      }
    }

    press(series, name) {
      this.pressed = this.pressed === series ? "" : series;
      for (const key of this.keys) {
        key.setAttribute("aria-pressed", String(key.dataset.series === this.pressed));
      }
      this.single(this.pressed);
      mec.announce(this.pressed ? `${name} is singled out.` : "All marks are shown alike.");
    }

    single(series) {
      for (const part of this.drawing.querySelectorAll("[data-series]")) {
        part.classList.toggle("mec-dim", Boolean(series) && part.dataset.series !== series);
      }
    }
  }

  mec.mount(() => {
    const drawings = [...document.querySelectorAll(".mec-drawing__svg:not([data-legend])")].filter(
      (drawing) => drawing.querySelectorAll(KEYS).length > 1,
    );
    for (const drawing of drawings) drawing.dataset.legend = "";
    mec.whenNear(drawings, (drawing) => new Legend(drawing));
  });
})();
