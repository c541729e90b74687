// The card of one architecture: what the files of the atlas say of it, and how it is cited.
"use strict";

globalThis.mecLookupCard = (() => {
  const { element } = mecTables;
  const TEST_SETS = [
    ["top1_percent", "Top-1"],
    ["real_labels_top1_percent", "Real labels"],
    ["imagenet_v2_top1_percent", "V2"],
    ["sketch_top1_percent", "Sketch"],
    ["adversarial_top1_percent", "A"],
    ["rendition_top1_percent", "R"],
  ];

  const grid = (caption, headers, rows) => {
    const cell = (text, index, type) => {
      const made = element(index ? "td" : "th", index ? {} : { scope: "row" }, text);
      if (type === "number") made.dataset.value = "";
      return made;
    };
    const table = element(
      "table",
      { className: "mec-table" },
      element("caption", {}, element("strong", {}, caption)),
      element("thead", {}, element("tr", {}, ...headers.map(({ label, type }) => {
        const header = element("th", { scope: "col" }, label);
        header.dataset.type = type;
        return header;
      }))),
      element("tbody", {}, ...rows.map((row) =>
        element("tr", {}, ...row.map((text, index) => cell(text, index, headers[index].type))))),
    );
    const box = element("div", { className: "mec-scroll", tabIndex: 0, ariaLabel: caption }, table);
    box.setAttribute("role", "region");
    return box;
  };

  const number = (label) => ({ label, type: "number" });
  const words = (label) => ({ label, type: "text" });

  const facts = (pairs) =>
    element("dl", { className: "mec-card-facts" }, ...pairs.flatMap(([term, text]) => [
      element("dt", {}, term),
      element("dd", {}, text),
    ]));

  // Why an architecture has no capacity of its own, or of whose labels its head is.
  const showHead = (models, row, layers) => {
    const kind = models.value(row, "kind");
    const said = (...parts) => [element("p", {}, ...parts)];
    if (kind === "feature extractor") return said("A feature extractor: it has no decision layer.");
    if (models.value(row, "decision_layer_bits") === null) {
      return said("It could not be measured; its family's page says why.");
    }
    if (kind !== "other labels") return [];
    return said(`Its head tells ${layers.at(-1)?.neurons ?? "other"} labels apart, not those of ImageNet.`);
  };

  // Classifiers of 1,000 classes have few values among many: a place among them would be a tie's.
  const sayShared = (models, row) => {
    const own = models.value(row, "decision_layer_bits");
    let others = -1;
    for (let each = 0; each < models.count; each += 1) {
      if (models.value(each, "decision_layer_bits") === own) others += 1;
    }
    const count = mecRows.format(others, { type: "integer" });
    return others ? `${count} other${others > 1 ? "s" : ""}` : "no other";
  };

  const showReadings = (models, row, readings) => {
    const shown = Object.entries(readings)
      .filter(([reading]) => models.value(row, `${reading}_bits`) !== null)
      .map(([reading, label]) => [label, `${models.text(row, `${reading}_bits`)} bits`]);
    if (shown.length) shown.splice(1, 0, ["Shared with", sayShared(models, row)]);
    return facts(shown);
  };

  // Which parameters are counted, as engine/exhibits/strip.py draws and says it.

  const LEAST_SHARE = 0.012;

  const percent = (part, whole) => {
    const share = (100 * part) / whole;
    return `${mecRows.format(share, { type: "number", digits: share >= 1 ? 1 : 2 })}\u00a0%`;
  };

  const rect = (kind, x, width) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const size = { class: `mec-strip-${kind}`, x: `${x}%`, width: `${width}%`, height: "100%" };
    for (const [key, value] of Object.entries(size)) made.setAttribute(key, value);
    return made;
  };

  const drawStrip = (counts, said) => {
    const whole = counts.reduce((sum, count) => sum + count, 0);
    const grown = counts.map((count) => (count ? Math.max(count / whole, LEAST_SHARE) : 0));
    const total = grown.reduce((sum, share) => sum + share, 0);
    const [rest, earlier, decision] = grown.map((share) => (100 * share) / total);
    const strip = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    strip.setAttribute("class", "mec-strip");
    strip.setAttribute("role", "img");
    strip.setAttribute("aria-label", said);
    if (earlier) strip.append(rect("earlier", rest, earlier));
    strip.append(rect("decision", rest + earlier, decision));
    return strip;
  };

  const showStrip = (models, row) => {
    const names = ["parameters", "all_parameters_bits", "decision_layer_bits"];
    const values = names.map((name) => models.value(row, name));
    if (values.includes(null)) return [];
    const [parameters, dense, decision] = values;
    const counts = [Math.max(0, parameters - dense), dense - decision, decision];
    const parts = [
      "convolutions and the rest, not counted",
      "dense layers before the decision layer",
      "decision layer",
    ];
    const texts = parts.flatMap((part, index) => {
      const count = counts[index].toLocaleString("en-US");
      return counts[index] ? [`${part}, ${count} (${percent(counts[index], parameters)})`] : [];
    });
    const sentence = `Decision layer: ${decision.toLocaleString("en-US")} of ` +
      `${parameters.toLocaleString("en-US")} parameters, ${percent(decision, parameters)}`;
    const said = `Parameters of ${models.value(row, "model")}: ${texts.join("; ")}.`;
    return [element("p", { className: "mec-card-strip" }, sentence), drawStrip(counts, said)];
  };

  const showSizes = (models, row, layers) => {
    const last = layers.at(-1);
    return facts([
      ...(last ? [["Decision layer", `${last.inputs} → ${last.neurons}`]] : []),
      ["Embedding", models.text(row, "embedding_elements")],
      ["Input", `${models.text(row, "input_size_px")} px`],
      ["Parameters", models.text(row, "parameters")],
      ["Multiply-adds", models.text(row, "multiply_adds")],
    ]);
  };

  // Rows of the family's file of layers that belong to an architecture.
  const layersOf = (file, { name, library }) =>
    Array.from({ length: file.count }, (_, row) => row)
      .filter((row) => file.value(row, "model") === name && file.value(row, "library") === library)
      .map((row) => ({ inputs: file.text(row, "inputs"), neurons: file.text(row, "neurons") }));

  const showWeights = (models, row, weights, { name, library }, tag) => {
    const own = Array.from({ length: library === "timm" ? weights.count : 0 }, (_, one) => one)
      .filter((one) => weights.value(one, "architecture") === name);
    if (!own.length) {
      const top1 = models.text(row, "top1_percent");
      const known = models.value(row, "top1_percent") !== null;
      return element("p", {}, known
        ? `Published top-1 accuracy of its weights: ${top1} %.`
        : "No accuracy of its weights is on file.");
    }
    const chosen = own.filter((one) => weights.value(one, "tag") === tag);
    const others = own.filter((one) => !chosen.includes(one));
    return grid(
      "Its weights, top-1 accuracy in percent",
      [words("Weights"), words("Trained on"), number("Input, px"), ...TEST_SETS.map(([, label]) => number(label))],
      [...chosen, ...others].map((one) => [
        weights.value(one, "tag") || "–",
        weights.text(one, "training_data"),
        weights.text(one, "input_size_px"),
        ...TEST_SETS.map(([column]) => weights.text(one, column)),
      ]),
    );
  };

  // As escape_bibtex of engine/exhibits/export/latex.py writes ASCII.
  const COMMANDS = {
    "\\": "textbackslash", "{": "textbraceleft", "}": "textbraceright", "~": "textasciitilde",
    "^": "textasciicircum", "<": "textless", ">": "textgreater", "|": "textbar",
  };
  const escape = (text) => text
    .replace(/[\\{}~^<>|&%$#_]/g, (one) => (one in COMMANDS ? `\\${COMMANDS[one]}{}` : `\\${one}`))
    .replace(/"/g, "''");

  // The entry of one row, from that of the report with its places left open.
  const bibtex = (pattern, { name, library }, place) => {
    const title = `${name} (${library})`;
    const id = `atlas-${place.split("#")[1]}`;
    return pattern.replace("@title@", () => escape(title)).replace("@id@", () => id).replace("@place@", () => place);
  };

  // The header of a CSV file and one row of it, as they stand there.
  const csvRow = (csv, row) => {
    const lines = csv.split("\n");
    return `${lines[0]}\n${lines[row + 1]}\n`;
  };

  const quote = (label, text) => {
    const button = element("button", { type: "button", className: "mec-copy" }, `Copy ${label}`);
    button.dataset.copyText = text;
    return element(
      "div",
      { className: "mec-card-quote" },
      element("div", { className: "mec-card-head" }, label, " ", button),
      element("pre", {}, element("code", {}, text)),
    );
  };

  const cite = (texts) =>
    element(
      "details",
      { className: "mec-closed" },
      element("summary", {}, "Cite this row"),
      ...texts.map(([label, text]) => quote(label, text)),
    );

  return { bibtex, cite, csvRow, layersOf, showHead, showReadings, showSizes, showStrip, showWeights };
})();
