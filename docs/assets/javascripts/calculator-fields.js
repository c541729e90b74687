// The fields of the calculator, drawn from a draft. A control bears the path of its value in the
// draft (data-path), a button what it does (data-action); calculator.js acts on both.
"use strict";

globalThis.mecFields = (() => {
  const { SIDES, WINDOW } = mecNetwork;
  const { element } = mecResults;

  const FRONTS = {
    none: "nothing",
    stages: "convolutional stages",
    embedding: "a backbone (its image and embedding)",
  };

  const capitalize = (text) => text[0].toUpperCase() + text.slice(1);
  const idOf = (path) => `calculator.${path}`;

  // The full name of a field or part: "Stage 1, convolution, kernel".
  const nameOf = (path) =>
    capitalize(
      path
        .replace(/^(layer|stage)s\.(\d+)/, (_, part, index) => `${part} ${Number(index) + 1}`)
        .replaceAll(".", ", "),
    );

  const valueAt = (draft, path) => path.split(".").reduce((part, key) => part[key], draft);

  const block = (className, ...children) => element("div", { className }, ...children);

  const fieldset = (legend, ...children) =>
    element("fieldset", {}, element("legend", {}, legend), ...children);

  const button = (action, label) => {
    const properties = { type: "button", className: "mec-calc-button", id: idOf(action) };
    const made = element("button", properties, label);
    made.dataset.action = action;
    return made;
  };

  const control = (path, properties) => {
    const made = element("input", { id: idOf(path), ...properties });
    made.dataset.path = path;
    return made;
  };

  const number = (draft, path, label) => {
    const properties = { type: "text", inputMode: "numeric", autocomplete: "off" };
    const input = control(path, { ...properties, value: valueAt(draft, path) });
    const problem = element("p", { id: `${input.id}.problem`, className: "mec-calc-problem" });
    problem.hidden = true;
    input.setAttribute("aria-describedby", problem.id);
    return block("mec-calc-field", element("label", { htmlFor: input.id }, label), input, problem);
  };

  const numbers = (draft, legend, names, path) => {
    const fields = names.map((name) => number(draft, `${path}.${name}`, capitalize(name)));
    return fieldset(legend, block("mec-calc-three", ...fields));
  };

  const checkbox = (draft, path, label) => {
    const input = control(path, { type: "checkbox", checked: valueAt(draft, path) });
    return element("label", { className: "mec-calc-check" }, input, label);
  };

  const radio = (draft, front) => {
    const input = control("front", { type: "radio", name: "front", value: front });
    input.id = idOf(`front.${front}`);
    input.checked = draft.front === front;
    return element("label", { className: "mec-calc-check" }, input, FRONTS[front]);
  };

  // The button that takes a part away; the last one of its kind stays.
  const remover = (draft, parts, index) => {
    const made = button(`${parts}.${index}.remove`, "Remove");
    made.hidden = draft[parts].length === 1;
    made.setAttribute("aria-label", `Remove ${nameOf(`${parts}.${index}`).toLowerCase()}`);
    return made;
  };

  const drawHead = (presets) => {
    const groups = [...new Set(presets.map((preset) => preset.group))].map((label) => {
      const members = presets.filter((preset) => preset.group === label);
      return element("optgroup", { label }, ...members.map(({ name }) => new Option(name, name)));
    });
    const picker = element("select", { id: idOf("preset") }, new Option("your own", ""), ...groups);
    const address = element("input", { id: idOf("address"), readOnly: true, type: "text" });
    const shown = block(
      "mec-calc-address",
      element("label", { htmlFor: address.id }, "Link to this network"),
      address,
    );
    shown.hidden = true;
    return block(
      "mec-calc-head",
      block("", element("label", { htmlFor: picker.id }, "Network"), picker),
      button("copy", "Copy link"),
      shown,
    );
  };

  const drawStage = (draft, index) => {
    const path = `stages.${index}`;
    const filters = number(draft, `${path}.filters`, "Filters");
    return fieldset(
      `Stage ${index + 1}`,
      block("mec-calc-row", filters, remover(draft, "stages", index)),
      numbers(draft, "Convolution", WINDOW, `${path}.convolution`),
      numbers(draft, "Max-pooling", WINDOW, `${path}.pooling`),
    );
  };

  const drawFront = (draft) => {
    const choices = block("", ...Object.keys(FRONTS).map((front) => radio(draft, front)));
    const parts = [choices];
    if (draft.front !== "none") parts.push(numbers(draft, "Image", SIDES, "image"));
    if (draft.front === "stages") {
      parts.push(
        ...draft.stages.map((_, index) => drawStage(draft, index)),
        button("stages.add", "Add a stage"),
        checkbox(draft, "batchNorm", "batch normalization after each stage"),
      );
    }
    return fieldset("Before the dense layers", ...parts);
  };

  const drawInputs = (draft) => {
    if (draft.front !== "stages") {
      return number(draft, "inputs", draft.front === "none" ? "Inputs" : "Inputs (the embedding)");
    }
    const inputs = element("output", { className: "mec-calc-derived" });
    return element("p", {}, "Inputs, from the last stage: ", inputs);
  };

  const drawLayer = (draft, index) => {
    const path = `layers.${index}`;
    const threshold = checkbox(draft, `${path}.threshold`, "threshold");
    threshold.firstChild.setAttribute("aria-label", `Layer ${index + 1}, threshold`);
    const neurons = number(draft, `${path}.neurons`, `Layer ${index + 1}, neurons`);
    return block("mec-calc-row", neurons, threshold, remover(draft, "layers", index));
  };

  const drawDense = (draft) =>
    fieldset(
      "Dense layers",
      drawInputs(draft),
      ...draft.layers.map((_, index) => drawLayer(draft, index)),
      button("layers.add", "Add a layer"),
    );

  const drawParts = (draft) => [drawFront(draft), drawDense(draft)];

  return { drawHead, drawParts, idOf, nameOf };
})();
