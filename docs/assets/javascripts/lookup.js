// The field that finds an architecture: <form class="mec-lookup">. Its data is read at first use.
// What is shown stands in the address as ?model=timm:resnet50.
"use strict";

(() => {
  const { element } = mecTables;
  const card = mecLookupCard;
  const KEY = "model";
  const SUGGESTED = 8;
  const SHOWN = 60; // characters of what was typed that a message repeats

  // What was typed as a message repeats it: short, and without what would turn or hide letters.
  const shorten = (text) => {
    const seen = text.replace(/\p{C}/gu, "");
    return seen.length > SHOWN ? `${seen.slice(0, SHOWN)}…` : seen;
  };
  const specOf = ({ library, name }) => `${library}:${name}`;
  const labelOf = ({ library, name }) => `${name} (${library})`;

  class Lookup {
    constructor(form) {
      this.form = form;
      this.root = form.dataset.root;
      this.readings = JSON.parse(form.dataset.readings);
      this.input = form.querySelector("input");
      this.list = form.querySelector("[role=listbox]");
      this.message = form.querySelector(".mec-lookup-message");
      this.place = form.querySelector(".mec-card");
      this.say(form.dataset.hint);
      this.listen();
      this.load();
    }

    listen() {
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.pickActive();
      });
      this.input.addEventListener("focus", () => this.read().catch(() => {}));
      this.input.addEventListener("input", () => this.take());
      this.input.addEventListener("keydown", (event) => this.press(event));
      this.input.addEventListener("blur", () => this.close());
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", ({ target }) => {
        const option = target.closest("[role=option]");
        if (option) this.pick(this.offered[Number(option.dataset.index)]);
      });
      this.form.addEventListener("click", ({ target }) => {
        const { spec } = target.dataset;
        if (spec) this.pick(this.index.find(spec).exact);
      });
    }

    // Data

    file(name) {
      return new URL(`${this.root}data/${name}`, document.baseURI);
    }

    read() {
      this.reading ??= mecRows.load(this.file("atlas-models.json")).then((models) => {
        this.models = models;
        this.index = mecLookupIndex.make(
          Array.from({ length: models.count }, (_, row) => ({
            row,
            library: models.value(row, "library"),
            name: models.value(row, "model"),
            first: models.value(row, "kind") === "classifier" && models.value(row, "weights") > 0,
          })),
        );
      });
      this.reading.catch(() => {
        this.reading = null;
      });
      return this.reading;
    }

    // What the address says, when the page is opened or a reader goes back.
    async load() {
      const wanted = new URLSearchParams(location.search).get(KEY);
      if (wanted === null) return;
      this.input.value = wanted.slice(0, mecLookupIndex.LONGEST);
      if (!(await this.tryToRead())) return;
      const { exact, tag } = this.index.find(wanted);
      if (exact) {
        this.say();
        this.show(exact, tag);
      } else this.tellUnknown(wanted, "The address names");
    }

    async tryToRead() {
      try {
        await this.read();
        return true;
      } catch {
        const csv = element("a", { href: this.file("atlas-models.csv").href }, "CSV file");
        this.say("The atlas could not be read. Its rows are in the ", csv, ".");
        return false;
      }
    }

    // Typing

    async take() {
      const typed = this.input.value;
      if (!(await this.tryToRead()) || typed !== this.input.value) return;
      if (!typed.trim()) {
        this.clear();
        this.say(this.form.dataset.hint);
        return;
      }
      const { found, exact, tag } = this.index.find(typed);
      if (!found.length) {
        this.clear();
        this.tellUnknown(typed, "There is no architecture called");
        return;
      }
      this.offer(found);
      this.say(found.length === 1 ? "1 architecture fits." : `${found.length} architectures fit.`);
      if (exact) await this.show(exact, tag);
    }

    tellUnknown(typed, what) {
      if (typed.length > mecLookupIndex.LONGEST) {
        const length = typed.length.toLocaleString("en-US");
        this.say(`A name of ${length} characters is none: the longest here has ${this.index.longest}.`);
        return;
      }
      const near = this.index.nearest(typed).flatMap((entry) => [" ", this.buttonTo(entry)]);
      const is = what.startsWith("The address") ? ", which is not in the atlas" : "";
      this.say(`${what} “${shorten(typed)}”${is}. Nearest:`, ...near);
    }

    buttonTo(entry) {
      const button = element("button", { type: "button", className: "mec-lookup-near" }, labelOf(entry));
      button.dataset.spec = specOf(entry);
      return button;
    }

    say(...parts) {
      this.message.replaceChildren(...parts);
    }

    clear() {
      this.close();
      this.shown = null;
      this.place.replaceChildren();
      this.place.hidden = true;
      this.record(null);
    }

    // The list of names

    offer(found) {
      this.offered = found.slice(0, SUGGESTED);
      this.active = -1;
      this.list.replaceChildren(
        ...this.offered.map((entry, index) => {
          const option = element("li", { id: `${this.list.id}-${index}` }, labelOf(entry));
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.index = index;
          return option;
        }),
      );
      const isOpen = document.activeElement === this.input;
      this.list.hidden = !isOpen;
      this.input.setAttribute("aria-expanded", String(isOpen));
      this.input.removeAttribute("aria-activedescendant");
    }

    close() {
      this.list.hidden = true;
      this.active = -1;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }

    press(event) {
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key === "Escape" && !this.list.hidden) {
        event.preventDefault();
        this.close();
      } else if (event.key in steps && this.offered?.length) {
        event.preventDefault();
        this.move(steps[event.key]);
      }
    }

    move(step) {
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      const count = this.offered.length;
      this.active = this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count;
      for (const [index, option] of [...this.list.children].entries()) {
        option.setAttribute("aria-selected", String(index === this.active));
      }
      const option = this.list.children[this.active];
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    }

    async pickActive() {
      if (!this.input.value.trim()) return this.say(this.form.dataset.hint);
      if (!(await this.tryToRead())) return undefined;
      const { found, exact } = this.index.find(this.input.value);
      const entry = this.offered?.[this.active] ?? exact ?? found[0];
      return entry ? this.pick(entry) : undefined;
    }

    pick(entry) {
      this.input.value = entry.name;
      this.close();
      return this.show(entry, "");
    }

    // The card

    async show(entry, tag) {
      this.shown = entry;
      const address = this.models.address(entry.row, "model");
      const slug = address.split("/")[1];
      try {
        const [layers, weights, csv] = await Promise.all([
          mecRows.load(this.file(`atlas-layers-${slug}.json`)),
          mecRows.load(this.file("atlas-weights.json")),
          mec.readText(this.file("atlas-models.csv")),
        ]);
        if (this.shown !== entry) return;
        this.draw(entry, tag, address, { layers, weights, csv });
      } catch {
        if (this.shown !== entry) return;
        this.say("The card could not be read; its row is in the ", this.linkTo(address), ".");
      }
    }

    linkTo(address, text = "page of its family") {
      return element("a", { href: mecRows.resolve(this.root, address) }, text);
    }

    draw(entry, tag, address, { layers, weights, csv }) {
      const { models, readings } = this;
      const { row } = entry;
      const heading = element("h3", {}, entry.name, element("span", {}, ` ${entry.library}`));
      const sisters = this.index.sisters(entry);
      const others = sisters.length
        ? [element("p", {}, "Also here: ", ...sisters.flatMap((one) => [this.buttonTo(one), " "]))]
        : [];
      const own = card.layersOf(layers, entry);
      const link = own.length ? "Among its family, with its classifier layer by layer" : "Among its family";
      this.place.replaceChildren(
        heading,
        ...others,
        ...card.showHead(models, row, own),
        ...card.showStrip(models, row),
        element(
          "div",
          { className: "mec-card-columns" },
          card.showReadings(models, row, readings),
          card.showSizes(models, row, own),
        ),
        card.showWeights(models, row, weights, entry, tag),
        element("p", {}, this.linkTo(address, link)),
        card.cite([
          ["BibTeX", card.bibtex(this.form.dataset.bibtex, entry, address)],
          ["CSV row", card.csvRow(csv, row)],
        ]),
      );
      this.place.hidden = false;
      this.record(specOf(entry));
    }

    record(spec) {
      const address = new URL(location.href);
      if (spec) address.searchParams.set(KEY, spec);
      else address.searchParams.delete(KEY);
      if (address.href === location.href) return;
      try {
        history.replaceState(history.state, "", address.href.replace("%3A", ":"));
      } catch {
        // Browsers limit how often an address may change; the card does not need it.
      }
    }
  }

  mec.mount(() => {
    for (const form of document.querySelectorAll(".mec-lookup:not([data-ready])")) {
      form.dataset.ready = "";
      new Lookup(form);
    }
  });
})();
