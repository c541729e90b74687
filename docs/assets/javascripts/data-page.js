// Size a network for your data: what a reader pastes, drops or chooses becomes numbers.
"use strict";

(() => {
  const { MOST_ROWS, group } = mecDataCsv;
  const { MOST_NUMBER_CLASSES } = mecDataColumns;
  const READ_AFTER_MS = 400;
  const SPEAK_AFTER_MS = 1500;
  const MOST_BYTES = 200e6;
  const MOST_SHOWN = 200_000; // characters that a field bears
  const FIELDS = ["data", "target", "bins"];
  const KEYS = { example: "example", target: "target", bins: "bins" };

  class SizeData {
    constructor(root, settings) {
      this.root = root;
      this.settings = settings;
      this.job = 0;
      this.give = mecDataStart.start((message) => this.hear(message));
      this.results = root.querySelector(".mec-size-results");
      this.state = root.querySelector(".mec-size-state");
      this.progress = root.querySelector("progress");
      this.doing = root.querySelector(".mec-size-doing");
      this.calculator = document.getElementById("size-calculator").getAttribute("href");
      this.examples = mecDataExamples.list(new URL(document.getElementById("size-iris").href));
      root.querySelector(".mec-size-most").textContent = group(MOST_ROWS);
      this.listen();
      this.load();
    }

    find(name) {
      return document.getElementById(`size-${name}`);
    }

    listen() {
      const drop = this.root.querySelector(".mec-size-drop");
      this.find("data").addEventListener("input", () => this.takeTyped());
      this.find("file").addEventListener("change", ({ target }) => this.takeFile(target.files[0]));
      this.find("target").addEventListener("change", ({ target }) =>
        this.change({ target: target.value }),
      );
      this.find("bins").addEventListener("input", () => this.takeBins());
      this.find("cancel").addEventListener("click", () => this.cancel());
      this.root.addEventListener("click", ({ target }) => {
        const { example } = target.closest("[data-example]")?.dataset ?? {};
        if (example) this.takeExample(example, {});
      });
      for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
        drop.addEventListener(kind, (event) => {
          event.preventDefault();
          drop.toggleAttribute("data-over", kind === "dragenter" || kind === "dragover");
          if (kind === "drop")
            this.takeFile(event.dataTransfer.files[0], event.dataTransfer.getData("text"));
        });
      }
      let width = 0;
      new ResizeObserver(() => {
        if (this.picture && this.picture.clientWidth !== width) this.drawPicture();
        width = this.picture?.clientWidth ?? 0;
      }).observe(this.results);
    }

    // What an address holds: the name of an example, and what its target is.
    load() {
      const address = new URLSearchParams(location.search);
      const name = address.get(KEYS.example);
      if (name === null) return;
      if (!Object.hasOwn(this.examples, name)) {
        const known = Object.keys(this.examples).join(", ");
        this.tell("data", `there is no example ${mecDataCsv.quote(name)}; there are ${known}`);
        return;
      }
      const bins = address.get(KEYS.bins);
      if (bins !== null) this.find("bins").value = bins;
      this.takeExample(name, { target: address.get(KEYS.target) });
    }

    // What a reader gives

    takeTyped() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.take({ text: this.find("data").value }), READ_AFTER_MS);
    }

    takeFile(file, text) {
      if (!file) {
        if (!text) return;
        this.show(text);
        this.take({ text });
        return;
      }
      if (file.size > MOST_BYTES) {
        const most = `${group(MOST_BYTES / 1e6)} MB`;
        this.stop();
        this.tell("data", `${file.name} is larger than ${most}; run ${mecDataCsv.COMMAND}`);
        return;
      }
      this.take({ file, name: file.name });
    }

    async takeExample(name, { target = null }) {
      try {
        const text = await this.examples[name]();
        this.show(text);
        this.take({ text, example: name, target });
      } catch {
        this.tell("data", "the example cannot be loaded; try again, or paste a table");
      }
    }

    show(text) {
      this.find("data").value = text.length > MOST_SHOWN ? "" : text;
    }

    readBins() {
      const typed = this.find("bins").value.trim();
      if (!typed) return { bins: null };
      if (/^\d{1,3}$/.test(typed) && Number(typed) >= 2 && Number(typed) <= MOST_NUMBER_CLASSES) {
        return { bins: Number(typed) };
      }
      const wanted = `expected a whole number from 2 to ${MOST_NUMBER_CLASSES}, or nothing`;
      return { problem: `${mecDataCsv.quote(typed)} is entered; ${wanted}` };
    }

    takeBins() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.change({}), READ_AFTER_MS);
    }

    // Takes a table; `given` has its text or file, and where it is one the name of the example.
    take(given) {
      clearTimeout(this.timer);
      this.given = given;
      this.find("name").textContent = given.name ? `Reading ${given.name}.` : "";
      this.start();
    }

    change(changed) {
      if (!this.given) return;
      this.given = { ...this.given, ...changed };
      this.start();
    }

    start() {
      this.stop();
      for (const name of FIELDS) this.tell(name, "");
      const { text, file, target = null } = this.given;
      if (!file && !text.trim()) return;
      const { bins, problem } = this.readBins();
      if (problem) {
        this.tell("bins", problem);
        return;
      }
      this.progress.value = 0;
      this.state.hidden = false;
      this.spoken = performance.now();
      this.give({ id: this.job, text, file, target, bins });
    }

    // Gives up what is counted; the table stays, to be counted when something is changed.
    cancel() {
      this.stop();
      this.find("name").textContent = "";
      this.find("data").focus();
      mec.announce("cancelled");
    }

    // Ends an earlier job, and shows nothing of it.
    stop() {
      this.job += 1;
      this.give({ id: this.job });
      this.endProgress();
      this.picture = null;
      this.results.replaceChildren();
      delete this.root.dataset.done;
    }

    // What is told of a job

    hear({ id, names, target, share, doing, table, problem }) {
      if (id !== this.job) return;
      if (names) this.showNames(names, target);
      if (doing) this.showProgress(share, doing);
      if (problem) this.showProblem(problem);
      if (table) this.showTable(table);
    }

    showNames(names, target) {
      const options = names.map((name) => {
        const option = document.createElement("option");
        option.value = name;
        option.textContent = mecDataCsv.show(name);
        return option;
      });
      const list = this.find("target");
      list.replaceChildren(...options);
      list.value = target;
      list.disabled = false;
    }

    showProgress(share, doing) {
      this.progress.value = share;
      this.doing.textContent = `${doing[0].toUpperCase()}${doing.slice(1)} …`;
      if (performance.now() - this.spoken < SPEAK_AFTER_MS) return;
      this.spoken = performance.now();
      mec.announce(`${doing}, ${Math.round(100 * share)} %`);
    }

    endProgress() {
      this.state.hidden = true;
      this.doing.textContent = "";
    }

    showProblem({ field, message }) {
      this.endProgress();
      this.tell(field, message);
      mec.announce(message);
    }

    tell(name, message) {
      const [field, place] = [this.find(name), this.find(`${name}-problem`)];
      place.textContent = message && `${message[0].toUpperCase()}${message.slice(1)}.`;
      if (message) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }

    showTable(counted) {
      this.endProgress();
      if (this.given.name) this.find("name").textContent = this.given.name;
      this.table = mecDataNetworks.size(counted, this.settings.law);
      const { parts, picture } = mecDataResults.showTable(
        this.table,
        this.settings,
        this.calculator,
      );
      this.results.replaceChildren(...parts);
      this.picture = picture;
      this.drawPicture();
      this.letBoxesScroll();
      this.root.dataset.done = "";
      this.record(counted);
      mec.announce(mecDataWords.say(this.table).join(" "));
    }

    drawPicture() {
      const width = this.picture.clientWidth;
      const each = width >= 640 ? (width - 24) / 2 : width;
      if (each > 0)
        this.picture.replaceChildren(
          ...mecDataPicture.draw(this.table, Math.round(each), this.settings.readings),
        );
      this.letBoxesScroll();
    }

    // Boxes that scroll, and only those, can be reached by keyboard.
    letBoxesScroll() {
      for (const box of this.results.querySelectorAll(".mec-scroll")) {
        if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
        else box.removeAttribute("tabindex");
      }
    }

    // Puts an example and its target into the address; a table of the reader's own never.
    record({ target, bins }) {
      const address = new URL(location.href);
      for (const key of Object.values(KEYS)) address.searchParams.delete(key);
      if (this.given.example) {
        address.searchParams.set(KEYS.example, this.given.example);
        address.searchParams.set(KEYS.target, target);
        if (bins !== null) address.searchParams.set(KEYS.bins, bins);
      }
      if (address.href !== location.href) history.replaceState(null, "", address.href);
    }
  }

  mec.mount(() => {
    const root = document.querySelector(".mec-size:not([data-ready])");
    if (!root) return;
    root.dataset.ready = "";
    const settings = JSON.parse(document.getElementById("size-settings").textContent);
    new SizeData(root, settings);
  });
})();
