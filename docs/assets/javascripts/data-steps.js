// What takes long is a generator of steps, which yields the share of it that is done, so that
// between two of them something else can be done, or all be given up. It touches no page.
"use strict";

globalThis.mecDataSteps = (() => {
  // Takes steps as part of more: from one share of that to another.
  function* part(steps, from, to) {
    let step = steps.next();
    for (; !step.done; step = steps.next()) yield from + (to - from) * step.value;
    return step.value;
  }

  return { part };
})();
