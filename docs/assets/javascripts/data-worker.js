// Describes tables beside the page, so that it answers meanwhile: see data-describe.js.
"use strict";

importScripts(
  "data-steps.js",
  "data-draw.js",
  "data-csv-end.js",
  "data-csv.js",
  "data-columns.js",
  "data-changes.js",
  "data-discriminant.js",
  "data-directions.js",
  "data-shuffled.js",
  "data-curve.js",
  "data-describe.js",
);

{
  const SLICE_MILLISECONDS = 50; // a newer table waits no longer
  const runner = new mecDataDescribe.Runner(SLICE_MILLISECONDS, (message) => postMessage(message));
  addEventListener("message", ({ data }) => runner.take(data));
}
