// The calculator: what a reader enters becomes results and an address.
"use strict";

(() => {
  const { fromAddress, fromPreset, readDraft, toAddress } = mecNetwork;
  const { element, group } = mecResults;
  const { drawHead, drawParts, idOf, nameOf } = mecFields;
  const ANNOUNCE_AFTER_MS = 900;
  const COPIED_FOR_MS = 4000;

  const find = (path) => document.getElementById(idOf(path));

  const setAt = (draft, path, value) => {
    const keys = path.split(".");
    const last = keys.pop();
    keys.reduce((part, key) => part[key], draft)[last] = value;
  };

  const section = (tag, className, label) => {
    const made = element(tag, { className });
    made.setAttribute("aria-label", label);
    return made;
  };

  class Calculator {
    constructor(root, { presets, start, readings, activations, law }) {
      this.root = root;
      this.words = readings;
      this.activations = activations;
      this.law = law;
      this.presets = presets;
      this.defaults = fromPreset(presets.find(({ stages }) => stages));
      this.start = this.draftOf(start);
      this.form = section("form", "mec-calc-form", "Network");
      this.parts = element("div", { className: "mec-calc-parts" });
      this.form.append(drawHead(presets), this.parts);
      this.verdict = element("p", { className: "mec-calc-verdict" });
      this.results = element("div");
      const results = section("section", "mec-calc-results", "Results");
      results.append(this.verdict, this.results);
      root.replaceChildren(this.form, results);
      this.listen();
      this.load();
    }

    listen() {
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("input", ({ target }) => this.take(target));
      this.form.addEventListener("focusout", () => {
        this.edited = null;
      });
      this.form.addEventListener("click", ({ target }) => {
        const { action } = target.closest("[data-action]")?.dataset ?? {};
        if (action) this.act(action);
      });
      this.results.addEventListener("click", ({ target }) => find(target.dataset.goto)?.focus());
      new ResizeObserver(() => this.letBoxesScroll()).observe(this.results);
    }

    draftOf(name) {
      return fromPreset(this.presets.find((preset) => preset.name === name), this.defaults);
    }

    // Shows what the address says.
    load() {
      this.draft = fromAddress(location.search, this.defaults) ?? structuredClone(this.start);
      this.draw();
      this.update();
    }

    // Changes

    take(control) {
      const { path } = control.dataset;
      if (control.id === idOf("preset")) {
        if (!control.value) return;
        this.draft = this.draftOf(control.value);
      } else if (path) {
        setAt(this.draft, path, control.type === "checkbox" ? control.checked : control.value);
      }
      if (control.type !== "text" && control.type !== "checkbox") this.draw();
      this.update();
      this.record(control.type === "text" ? control.id : null);
    }

    act(action) {
      const [parts, index] = action.split(".");
      if (action === "copy") this.copyLink();
      else if (index === "add") this.add(parts);
      else this.remove(parts, Number(index));
    }

    add(parts) {
      const list = this.draft[parts];
      list.push(structuredClone(list.at(-1)));
      const path = `${parts}.${list.length - 1}`;
      this.restructure(`${path}.${parts === "layers" ? "neurons" : "filters"}`);
      mec.announce(`${nameOf(path)} added.`);
    }

    remove(parts, index) {
      const list = this.draft[parts];
      list.splice(index, 1);
      const next = Math.min(index, list.length - 1);
      this.restructure(list.length === 1 ? `${parts}.add` : `${parts}.${next}.remove`);
      mec.announce(`${nameOf(`${parts}.${index}`)} removed.`);
    }

    // Draws changed parts and puts the focus where the reader goes on.
    restructure(focusPath) {
      this.draw();
      find(focusPath).focus();
      this.update();
      this.record(null);
    }

    // Puts a valid network into the address; a run of keys in one field is one step back.
    record(field) {
      if (this.problems.size) return;
      const address = toAddress(this.draft);
      if (address === location.search) return;
      const isSameEdit = field !== null && field === this.edited;
      this.edited = field;
      try {
        history[isSameEdit ? "replaceState" : "pushState"](null, "", address);
      } catch {
        // Browsers limit how often an address may change; the link to copy does not need it.
      }
    }

    // What is shown

    draw() {
      const { id } = document.activeElement;
      this.parts.replaceChildren(...drawParts(this.draft));
      if (id.startsWith(idOf(""))) document.getElementById(id)?.focus();
    }

    get fields() {
      return [...this.form.querySelectorAll("input[type=text][data-path]")];
    }

    update() {
      const { network, problems, inputs } = readDraft(this.draft);
      this.problems = problems;
      for (const field of this.fields) this.mark(field, problems.get(field.dataset.path));
      const derived = this.form.querySelector(".mec-calc-derived");
      if (derived) derived.textContent = inputs === null ? "–" : group(inputs);
      find("preset").value = network ? this.presetOf(toAddress(this.draft)) : "";
      find("copy").disabled = !network;
      this.form.querySelector(".mec-calc-address").hidden = true;
      if (network) this.showResults(network);
      else this.showProblems();
    }

    presetOf(address) {
      const has = (preset) => toAddress(fromPreset(preset, this.defaults)) === address;
      return this.presets.find(has)?.name ?? "";
    }

    mark(control, problem) {
      const message = document.getElementById(`${control.id}.problem`);
      message.textContent = problem ?? "";
      message.hidden = !problem;
      if (problem) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }

    showResults(network) {
      this.verdict.replaceChildren(...mecResults.showVerdict(network));
      const of = [network, this.law, this.activations];
      const expected = mecExpected.show(...of);
      const drawing = mecDrawing.show(network, this.words);
      this.results.replaceChildren(...mecResults.show(network, this.words, drawing, expected));
      this.letBoxesScroll();
      this.announceSoon(mecResults.say(network, this.words) + mecExpected.say(...of));
    }

    showProblems() {
      const paths = this.fields.map(({ dataset }) => dataset.path);
      const problems = paths.flatMap((path) =>
        this.problems.has(path) ? [[path, this.problems.get(path)]] : [],
      );
      const what = problems.length === 1 ? "one field needs" : `${problems.length} fields need`;
      const list = problems.map(([path, problem]) => {
        const properties = { type: "button", className: "mec-calc-goto" };
        const link = element("button", properties, nameOf(path));
        link.dataset.goto = path;
        return element("li", {}, link, element("br"), problem);
      });
      this.verdict.textContent = `No result yet: ${what} a correction.`;
      this.results.replaceChildren(element("ul", { className: "mec-calc-problems" }, ...list));
      const [[path, problem]] = problems;
      this.announceSoon(`No result. ${nameOf(path)}: ${problem}`);
    }

    // Boxes that scroll, and only those, can be reached by keyboard.
    letBoxesScroll() {
      for (const box of this.results.querySelectorAll(".mec-scroll")) {
        if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
        else box.removeAttribute("tabindex");
      }
    }

    // A screen reader hears of a change when the reader pauses; of the first results never.
    announceSoon(message) {
      clearTimeout(this.timer);
      if (this.said) this.timer = setTimeout(() => mec.announce(message), ANNOUNCE_AFTER_MS);
      this.said = message;
    }

    async copyLink() {
      const link = find("copy");
      const address = new URL(toAddress(this.draft), location.href).href;
      try {
        await navigator.clipboard.writeText(address);
        link.dataset.copied = "";
        setTimeout(() => delete link.dataset.copied, COPIED_FOR_MS);
        mec.announce("Link copied.");
      } catch {
        find("address").value = address;
        this.form.querySelector(".mec-calc-address").hidden = false;
        find("address").select();
        mec.announce("The link could not be copied by itself: copy it from the field.");
      }
    }
  }

  let current = null;
  addEventListener("popstate", () => {
    if (current?.root.isConnected) current.load();
  });

  mec.mount(() => {
    const root = document.querySelector(".mec-calc:not([data-ready])");
    if (!root) return;
    root.dataset.ready = "";
    const data = document.getElementById("calculator-data").textContent;
    current = new Calculator(root, JSON.parse(data));
  });
})();
