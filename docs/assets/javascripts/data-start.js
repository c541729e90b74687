// Where tables are counted: beside the page in a worker, or where none starts in the page, in slices.
"use strict";

globalThis.mecDataStart = (() => {
  const { Runner } = mecDataDescribe;
  const WORKER = new URL("data-worker.js", document.currentScript.src);
  const SLICE_MILLISECONDS = 8; // half of what a frame has

  const startInPage = (tell) => {
    const runner = new Runner(SLICE_MILLISECONDS, tell);
    return (job) => runner.take(job);
  };

  const openWorker = () => {
    if (globalThis.mecFromDisk || !globalThis.Worker) return null;
    try {
      return new Worker(WORKER);
    } catch {
      return null; // a browser may refuse it at once
    }
  };

  // Returns what takes jobs; `tell` hears what comes of them (data-describe.js).
  const start = (tell) => {
    const worker = openWorker();
    if (!worker) return startInPage(tell);
    let hasStarted = false;
    let newest = null;
    let give = (job) => worker.postMessage(job);
    worker.addEventListener("message", ({ data }) => {
      hasStarted = true;
      tell(data);
    });
    // Its script is not there, or something between the site and the page keeps it from running.
    worker.addEventListener("error", (event) => {
      if (hasStarted) return;
      event.preventDefault();
      worker.terminate();
      give = startInPage(tell);
      if (newest) give(newest);
    });
    return (job) => {
      newest = job;
      give(job);
    };
  };

  return { start };
})();
