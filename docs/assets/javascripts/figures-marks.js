// Marks of a figure's drawings: what each is called, where it leads, and which lies where. A drawing
// is one stop of the tab key; arrow keys move between its marks, from left to right.
"use strict";

globalThis.mecFigures = (() => {
  const DRAWINGS = ".mec-drawing__svg, .mec-small-plot";
  const MARKS = ".mec-mark, .mec-plot-mark";
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const LARGEST = 24; // pixels; what is larger is a line, and has no place

  const known = new WeakMap();

  const linkOf = (element) => (element.matches("a") ? element : element.querySelector("a"));

  // A narrow drawing of many marks leaves their names to the wide one beside it.
  const twinOf = (drawing) => {
    const wide = drawing.previousElementSibling;
    return wide?.matches(DRAWINGS) ? marksOf(wide) : [];
  };

  const readMark = (element, twin) => {
    const title = element.querySelector(":scope > title");
    const link = linkOf(element);
    const label = title?.textContent ?? element.getAttribute("aria-label") ?? twin?.label ?? "";
    title?.remove(); // else the browser shows it beside ours
    return { element, label, target: link ?? element, href: link?.href.baseVal ?? twin?.href };
  };

  // The marks of a drawing in the order of the document: { element, label, target, href }.
  const marksOf = (drawing) => {
    if (!known.has(drawing)) {
      const twins = twinOf(drawing);
      const found = [...drawing.querySelectorAll(MARKS)];
      known.set(drawing, found.map((element, place) => readMark(element, twins[place])));
    }
    return known.get(drawing);
  };

  const centreOf = ({ element }) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2, isPoint: Math.max(width, height) <= LARGEST };
  };

  // The marks at a place of the window, the nearest first: the one that was hit, or else the nearest
  // point within `reach` pixels, and what lies on it.
  const marksAt = (drawing, { clientX, clientY, target }, reach) => {
    const marks = marksOf(drawing);
    const hit = marks.find(({ element }) => element.contains(target));
    const places = new Map(marks.map((mark) => [mark, centreOf(mark)]));
    const far = (mark, x, y) => Math.hypot(places.get(mark).x - x, places.get(mark).y - y);
    const points = marks.filter((mark) => places.get(mark).isPoint);
    const nearest = points.reduce(
      (best, mark) => (best && far(best, clientX, clientY) <= far(mark, clientX, clientY) ? best : mark),
      undefined,
    );
    const isNear = nearest && far(nearest, clientX, clientY) <= reach;
    const first = isNear ? nearest : hit;
    if (!first) return [];
    return [first, ...marksOn(marks, first, places)];
  };

  // Other marks that one cannot tell from a point by the eye.
  const marksOn = (marks, first, places = new Map(marks.map((mark) => [mark, centreOf(mark)]))) => {
    const { x, y, isPoint } = places.get(first);
    if (!isPoint) return [];
    return marks.filter((mark) => {
      const place = places.get(mark);
      return mark !== first && place.isPoint && Math.hypot(place.x - x, place.y - y) < 2;
    });
  };

  const inOrder = (drawing) => {
    const placed = marksOf(drawing).map((mark) => ({ mark, box: mark.element.getBoundingClientRect() }));
    return placed.sort((a, b) => a.box.x - b.box.x || a.box.y - b.box.y).map(({ mark }) => mark);
  };

  const setStop = (drawing, stop) => {
    for (const { target } of marksOf(drawing)) target.setAttribute("tabindex", target === stop ? "0" : "-1");
  };

  const press = (event, drawing) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const marks = inOrder(drawing);
    const { href } = marks.find(({ target }) => target === event.target) ?? {};
    if (event.key === "Enter" && href && !event.target.matches("a")) location.assign(href);
    const now = marks.findIndex(({ target }) => target === event.target);
    const last = marks.length - 1;
    const ends = { Home: 0, End: last };
    const next = event.key in STEPS ? now + STEPS[event.key] : ends[event.key];
    if (now < 0 || next === undefined) return;
    event.preventDefault();
    marks[Math.max(0, Math.min(last, next))].target.focus();
  };

  const nameForReaders = (marks) => {
    for (const { target, label } of marks) {
      if (!target.matches("a")) target.setAttribute("role", "img");
      target.setAttribute("aria-label", label);
    }
  };

  const makeOneStop = (drawing) => {
    const marks = marksOf(drawing);
    if (!marks.length || "ready" in drawing.dataset) return;
    drawing.dataset.ready = "";
    drawing.setAttribute("role", "group");
    nameForReaders(marks);
    setStop(drawing, marks[0].target);
    // A drawing that listens itself would become a stop of its own in Chromium.
    const around = drawing.parentElement;
    around.addEventListener("keydown", (event) => press(event, drawing));
    around.addEventListener("focusin", ({ target, relatedTarget }) => {
      const isMark = marks.some((mark) => mark.target === target);
      if (!isMark) return;
      setStop(drawing, target);
      if (!drawing.contains(relatedTarget)) mec.announce(`Arrow keys move between ${marks.length} marks.`);
    });
  };

  mec.mount(() => {
    for (const drawing of document.querySelectorAll(DRAWINGS)) makeOneStop(drawing);
  });

  return { DRAWINGS, marksOf, marksAt, marksOn };
})();
