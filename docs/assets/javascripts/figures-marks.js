// Marks of a figure's drawings: what each is called, where it leads, and which lies where. A drawing
// is one stop of the tab key; arrow keys move between its marks, from left to right.
"use strict";

globalThis.mecFigures = (() => {
  const DRAWINGS = ".mec-drawing__svg, .mec-small-plot";
  const MARKS = ".mec-mark, .mec-plot-mark";
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const LARGEST = 24; // pixels; what is larger is a line, and has no place
  const SAME = 2; // pixels

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

  const isDimmed = ({ element }) => element.classList.contains("mec-dim");

  const placed = new WeakMap();

  // Where the marks are, from the upper left corner of a drawing of this width.
  const placesOf = (drawing, { left, top, width }) => {
    const before = placed.get(drawing);
    if (before?.width === width) return before.places;
    const places = new Map(
      marksOf(drawing).map((mark) => {
        const box = mark.element.getBoundingClientRect();
        const x = box.left + box.width / 2 - left;
        const y = box.top + box.height / 2 - top;
        return [mark, { x, y, isPoint: Math.max(box.width, box.height) <= LARGEST }];
      }),
    );
    placed.set(drawing, { width, places });
    return places;
  };

  // The marks at a place of the window: the nearest point within `reach` pixels and what one cannot
  // tell from it by the eye, or else the line that was hit.
  const marksAt = (drawing, { clientX, clientY, target }, reach) => {
    const corner = drawing.getBoundingClientRect();
    const places = placesOf(drawing, corner);
    const [x, y] = [clientX - corner.left, clientY - corner.top];
    let [nearest, least] = [undefined, reach];
    for (const [mark, place] of places) {
      const far = Math.hypot(place.x - x, place.y - y);
      if (!place.isPoint || far > least || isDimmed(mark)) continue;
      [nearest, least] = [mark, far];
    }
    if (nearest) return [nearest, ...marksOn(drawing, nearest)];
    return marksOf(drawing).filter((mark) => mark.element.contains(target) && !isDimmed(mark));
  };

  // Other marks that lie on a point.
  const marksOn = (drawing, first) => {
    const places = placesOf(drawing, drawing.getBoundingClientRect());
    const { x, y, isPoint } = places.get(first);
    const lies = (place) => isPoint && place.isPoint && Math.hypot(place.x - x, place.y - y) < SAME;
    return [...places].filter(([mark, place]) => mark !== first && lies(place)).map(([mark]) => mark);
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
    const enter = (target, from) => {
      const isMark = marks.some((mark) => mark.target === target);
      if (!isMark) return;
      setStop(drawing, target);
      if (!drawing.contains(from)) mec.announce(`Arrow keys move between ${marks.length} marks.`);
    };
    // A drawing that listens itself would become a stop of its own in Chromium.
    const around = drawing.parentElement;
    around.addEventListener("keydown", (event) => press(event, drawing));
    around.addEventListener("focusin", ({ target, relatedTarget }) => enter(target, relatedTarget));
    enter(document.activeElement, null); // who was quick with the tab key is here already
  };

  mec.mount(() => mec.whenNear(document.querySelectorAll(DRAWINGS), makeOneStop));

  return { DRAWINGS, MARKS, marksOf, marksAt, marksOn };
})();
