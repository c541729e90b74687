// The calculator's fields: what a reader enters becomes results and an address.
"use strict";

(() => {
  const { SIDES, WINDOW, fromAddress, fromPreset, readDraft, toAddress } = mecNetwork;
  const { element, group } = mecResults;
  const ANNOUNCE_AFTER_MS = 900;

  const FRONTS = {
    none: "nothing",
    stages: "convolutional stages",
    embedding: "a network of which only the ends are known",
  };

  const capitalize = (text) => text[0].toUpperCase() + text.slice(1);
  const idOf = (path) => `calculator.${path}`;
  const valueAt = (draft, path) => path.split(".").reduce((part, key) => part[key], draft);
  const setAt = (draft, path, value) => {
    const keys = path.split(".");
    keys.slice(0, -1).reduce((part, key) => part[key], draft)[keys.at(-1)] = value;
  };

  // The full name of a field, for messages away from it.
  const nameOf = (path) =>
    capitalize(
      path
        .replace(/^(layer|stage)s\.(\d+)/, (_, part, index) => `${part} ${Number(index) + 1}`)
        .replaceAll(".", ", "),
    );

  const button = (label, properties, onClick) => {
    const made = element("button", { type: "button", className: "mec-calc-button", ...properties }, label);
    made.addEventListener("click", onClick);
    return made;
  };

  const fieldset = (legend, ...children) =>
    element("fieldset", {}, element("legend", {}, legend), ...children);

  class Calculator {
    constructor(root, { presets, start, readings }) {
      this.root = root;
      this.words = readings;
      this.presets = presets;
      this.defaults = presets
        .filter(({ stages }) => stages)
        .slice(0, 1)
        .map((preset) => fromPreset(preset))[0];
      this.start = this.draftOf(start);
      this.form = element("form", { className: "mec-calc-form" });
      this.form.setAttribute("aria-label", "Network");
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("input", (event) => this.takeInput(event.target));
      this.form.addEventListener("focusout", () => { this.edited = null; });
      this.results = element("section", { className: "mec-calc-results" });
      this.results.setAttribute("aria-label", "Results");
      root.replaceChildren(this.form, this.results);
      this.load();
    }

    draftOf(name) {
      return fromPreset(this.presets.find((preset) => preset.name === name), this.defaults);
    }

    load() {
      this.draft = fromAddress(location.search, this.defaults) ?? structuredClone(this.start);
      this.draw();
      this.update();
    }

    // Changes

    takeInput(control) {
      const { path } = control.dataset;
      if (!path) return;
      setAt(this.draft, path, control.type === "checkbox" ? control.checked : control.value);
      if (path === "front") this.draw();
      this.update();
      this.record(path);
    }

    // Changes the parts of the network, then puts the focus where the reader goes on.
    restructure(change, focusPath, message) {
      change(this.draft);
      this.draw();
      document.getElementById(idOf(focusPath))?.focus();
      this.update();
      this.record(null);
      mec.announce(message);
    }

    choosePreset(name) {
      if (!name) return;
      this.draft = this.draftOf(name);
      this.draw();
      this.update();
      this.record("preset");
    }

    // Puts a valid network into the address; a run of keys in one field is one step back.
    record(path) {
      if (this.problems.size) return;
      const address = toAddress(this.draft);
      if (address === location.search) return;
      const isSameEdit = path !== null && path === this.edited;
      this.edited = path;
      try {
        history[isSameEdit ? "replaceState" : "pushState"](null, "", address);
      } catch {
        // A browser may limit how often: the button for the link does not depend on it.
      }
    }

    // Results

    update() {
      const { network, problems, inputs } = readDraft(this.draft);
      this.problems = problems;
      for (const control of this.form.querySelectorAll("input[data-path]")) this.mark(control);
      this.form.querySelector(".mec-calc-derived")?.replaceChildren(inputs === null ? "–" : group(inputs));
      this.picker.value = network ? this.presetOf(toAddress(this.draft)) : "";
      this.link.disabled = !network;
      this.address.hidden = true;
      this.results.replaceChildren(
        ...(network ? mecResults.show(network, this.words) : this.complain()),
      );
      this.announceSoon(network);
    }

    presetOf(address) {
      const found = this.presets.find(
        (preset) => toAddress(fromPreset(preset, this.defaults)) === address,
      );
      return found?.name ?? "";
    }

    mark(control) {
      const problem = this.problems.get(control.dataset.path);
      const message = document.getElementById(`${control.id}.problem`);
      if (!message) return;
      message.textContent = problem ?? "";
      message.hidden = !problem;
      control.toggleAttribute("aria-invalid", false);
      if (problem) control.setAttribute("aria-invalid", "true");
    }

    complain() {
      const goTo = (path) =>
        button(nameOf(path), {}, () => document.getElementById(idOf(path)).focus());
      const paths = [...this.problems.keys()];
      const what = paths.length === 1 ? "one field needs" : `${paths.length} fields need`;
      const list = paths.map((path) => element("li", {}, goTo(path), " ", this.problems.get(path)));
      return [
        element("p", { className: "mec-calc-verdict" }, `No result yet: ${what} a correction.`),
        element("ul", { className: "mec-calc-problems" }, ...list),
      ];
    }

    announceSoon(network) {
      clearTimeout(this.timer);
      const [first] = this.problems;
      const message = network
        ? mecResults.say(network, this.words)
        : `No result. ${nameOf(first[0])}: ${first[1]}`;
      if (this.said !== undefined) {
        this.timer = setTimeout(() => mec.announce(message), ANNOUNCE_AFTER_MS);
      }
      this.said = message;
    }

    async copyLink() {
      const address = new URL(toAddress(this.draft), location.href).href.replace(/#.*/, "");
      try {
        await navigator.clipboard.writeText(address);
        this.link.dataset.copied = "";
        setTimeout(() => delete this.link.dataset.copied, 4000);
        mec.announce("Link copied.");
      } catch {
        this.address.hidden = false;
        this.address.querySelector("input").value = address;
        this.address.querySelector("input").select();
        mec.announce("The link could not be copied by itself. Copy it from the field.");
      }
    }

    // Fields

    draw() {
      const { id } = document.activeElement;
      const { front } = this.draft;
      this.form.replaceChildren(
        this.drawHead(),
        fieldset(
          "In front of the dense layers",
          element("div", { className: "mec-calc-choices" }, ...Object.keys(FRONTS).map((one) => this.radio(one))),
          ...(front === "none" ? [] : [this.drawImage()]),
          ...(front === "stages" ? this.drawStages() : []),
        ),
        this.drawDense(),
      );
      if (id) document.getElementById(id)?.focus();
    }

    drawHead() {
      const groups = [...new Set(this.presets.map((preset) => preset.group))].map((label) => {
        const members = this.presets.filter((preset) => preset.group === label);
        return element("optgroup", { label }, ...members.map(({ name }) => new Option(name, name)));
      });
      this.picker = element("select", { id: idOf("preset") }, new Option("your own", ""), ...groups);
      this.picker.addEventListener("change", () => this.choosePreset(this.picker.value));
      this.link = button("Copy link", { id: idOf("link") }, () => this.copyLink());
      const shown = element("input", { id: idOf("address"), readOnly: true, type: "text" });
      this.address = element("div", { className: "mec-calc-address", hidden: true },
        element("label", { htmlFor: shown.id }, "Link to this network"), shown);
      const picker = element("div", {}, element("label", { htmlFor: this.picker.id }, "Network"), this.picker);
      return element("div", { className: "mec-calc-head" }, picker, this.link, this.address);
    }

    radio(front) {
      const input = element("input", { type: "radio", name: "front", value: front, id: idOf(`front.${front}`) });
      input.checked = this.draft.front === front;
      input.dataset.path = "front";
      return element("label", {}, input, FRONTS[front]);
    }

    checkbox(path, label) {
      const input = element("input", { type: "checkbox", id: idOf(path), checked: valueAt(this.draft, path) });
      input.dataset.path = path;
      return element("label", { className: "mec-calc-check" }, input, label);
    }

    number(path, label) {
      const input = element("input", { id: idOf(path), type: "text", inputMode: "numeric", autocomplete: "off" });
      input.value = valueAt(this.draft, path);
      input.dataset.path = path;
      const problem = element("p", { id: `${input.id}.problem`, className: "mec-calc-problem", hidden: true });
      input.setAttribute("aria-describedby", problem.id);
      return element("div", { className: "mec-calc-field" }, element("label", { htmlFor: input.id }, label), input, problem);
    }

    numbers(legend, names, path) {
      const fields = names.map((name) => this.number(`${path}.${name}`, capitalize(name)));
      return fieldset(legend, element("div", { className: "mec-calc-three" }, ...fields));
    }

    drawImage() {
      return this.numbers("Image", SIDES, "image");
    }

    drawStages() {
      const { stages } = this.draft;
      const add = button("Add a stage", { id: idOf("stages.add") }, () =>
        this.restructure(
          (draft) => draft.stages.push(structuredClone(draft.stages.at(-1))),
          `stages.${stages.length}.filters`,
          `Stage ${stages.length + 1} added.`,
        ),
      );
      return [
        ...stages.map((_, index) => this.drawStage(index)),
        element("div", { className: "mec-calc-row" }, add, this.checkbox("batchNorm", "batch normalization after each stage")),
      ];
    }

    drawStage(index) {
      const path = `stages.${index}`;
      return fieldset(
        `Stage ${index + 1}`,
        element("div", { className: "mec-calc-row" }, this.number(`${path}.filters`, "Filters"), this.remover("stages", index)),
        this.numbers("Convolution", WINDOW, `${path}.convolution`),
        this.numbers("Max-pooling", WINDOW, `${path}.pooling`),
      );
    }

    // A button that takes a part away; the last one stays.
    remover(parts, index) {
      const name = nameOf(`${parts}.${index}`);
      const left = this.draft[parts].length - 1;
      const next = left === 1 ? `${parts}.add` : `${parts}.${Math.min(index, left - 1)}.remove`;
      const made = button("Remove", { id: idOf(`${parts}.${index}.remove`), hidden: !left }, () =>
        this.restructure((draft) => draft[parts].splice(index, 1), next, `${name} removed.`),
      );
      made.setAttribute("aria-label", `Remove ${name.toLowerCase()}`);
      return made;
    }

    drawDense() {
      const { front, layers } = this.draft;
      const inputs =
        front === "stages"
          ? element("p", { className: "mec-calc-inputs" }, "Inputs, from the last stage: ",
              element("output", { className: "mec-calc-derived" }))
          : this.number("inputs", front === "none" ? "Inputs" : "Inputs (the embedding)");
      const add = button("Add a layer", { id: idOf("layers.add") }, () =>
        this.restructure(
          (draft) => draft.layers.push(structuredClone(draft.layers.at(-1))),
          `layers.${layers.length}.neurons`,
          `Layer ${layers.length + 1} added.`,
        ),
      );
      return fieldset("Dense layers", inputs, ...layers.map((_, index) => this.drawLayer(index)), add);
    }

    drawLayer(index) {
      const path = `layers.${index}`;
      const threshold = this.checkbox(`${path}.threshold`, "threshold");
      threshold.firstChild.setAttribute("aria-label", `Layer ${index + 1}, threshold`);
      return element("div", { className: "mec-calc-row" },
        this.number(`${path}.neurons`, `Layer ${index + 1}, neurons`), threshold, this.remover("layers", index));
    }
  }

  let current = null;
  addEventListener("popstate", () => current?.root.isConnected && current.load());

  mec.mount(() => {
    const root = document.querySelector(".mec-calc:not([data-ready])");
    if (!root) return;
    root.dataset.ready = "";
    current = new Calculator(root, JSON.parse(document.getElementById("calculator-data").textContent));
  });
})();
