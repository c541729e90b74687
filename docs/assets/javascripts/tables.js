// Tables that sort (<table data-sortable>) and filter (data-filterable; columns with data-facet).
// What a reader chose stands in the address, so that a link leads to the same view.
"use strict";

globalThis.mecTables = (() => {
  const MISSING = new Set(["", "–", "—"]);
  const NARROW = "(width < 37.5em)";
  const VIEW = ["sort", "columns"]; // choices that leave out no row
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const text = (cell) => cell.textContent.trim().replace(/\s+/g, " ");

  // Value of a cell: a number, a text, or null where there is none. A number that is not seen whole
  // stands beside its cell's text.
  const valueOf = (cell, type) => {
    const shown = cell.dataset.value || text(cell);
    if (MISSING.has(shown)) return null;
    if (type !== "number") return shown;
    const number = Number(shown.replaceAll(",", ""));
    return Number.isNaN(number) ? null : number;
  };

  const readColumns = (table) =>
    [...table.tHead.rows[0].cells].map((header, index) => {
      const unit = header.querySelector(".mec-unit");
      const label = text(header).slice(0, unit ? -text(unit).length : undefined).trim();
      const name = header.dataset.name ?? label.toLowerCase().replace(/[^a-z0-9]+/g, "-");
      return { header, index, label, name, type: header.dataset.type ?? "text" };
    });

  const readRows = (table, columns) =>
    [...table.tBodies[0].rows].map((row) => ({
      row,
      words: text(row).toLowerCase(),
      values: columns.map(({ index, type }) => valueOf(row.cells[index], type)),
    }));

  const compare = (a, b, sign) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * (typeof a === "number" ? a - b : collator.compare(a, b));
  };

  // The address: ?<table>.sort=name.descending&<table>.columns=all&<table>.find=text
  // &<table>.<column>=value
  const readChoices = (id) => {
    const prefix = `${id}.`;
    const found = [...new URLSearchParams(location.search)].filter(([key]) => key.startsWith(prefix));
    return new Map(found.map(([key, value]) => [key.slice(prefix.length), value]));
  };

  const writeChoices = (id, choices) => {
    const address = new URL(location.href);
    for (const key of [...address.searchParams.keys()]) {
      if (key.startsWith(`${id}.`)) address.searchParams.delete(key);
    }
    for (const [key, value] of choices) {
      if (value) address.searchParams.set(`${id}.${key}`, value);
    }
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // Browsers limit how often an address may change; the table does not need it.
    }
  };

  class SortableTable {
    // `makeRows` gives an object a row: its `values` by column, and its `words` in lower case.
    constructor(table, makeRows = (columns) => readRows(table, columns)) {
      this.table = table;
      this.id = table.closest("section[id]")?.id ?? table.id;
      this.columns = readColumns(table);
      this.rows = makeRows(this.columns);
      this.placed = this.rows; // in the order in which they stand
      this.choices = readChoices(this.id);
      this.addSortButtons();
      this.all = table.caption?.querySelector(".mec-all > input");
      if (this.all) this.mindColumns();
      if ("filterable" in table.dataset) this.addFilter();
    }

    choose(key, value) {
      this.choices.set(key, value);
      writeChoices(this.id, this.choices);
      this.show();
    }

    show() {
      const sorted = this.sort();
      const accepts = this.count ? this.filter : () => true;
      this.draw(sorted, sorted.filter(accepts));
    }

    draw(sorted, accepted) {
      const kept = new Set(accepted);
      for (const entry of sorted) entry.row.hidden = !kept.has(entry);
      // A row that is moved loses a click that has begun on it.
      const [body] = this.table.tBodies;
      const stay = sorted === this.placed && body.contains(sorted[0]?.row);
      if (!stay) body.append(...sorted.map(({ row }) => row));
      this.placed = sorted;
      this.tellCount(accepted.length);
    }

    tellCount(shown) {
      if (this.count) this.count.textContent = `${shown} of ${this.rows.length} rows`;
    }

    // Sorting

    addSortButtons() {
      for (const column of this.columns) {
        const button = element("button", { type: "button", className: "mec-sort" });
        button.append(...column.header.childNodes);
        if (column.header.title) button.title = column.header.title;
        column.header.removeAttribute("title");
        button.addEventListener("click", () => this.sortNext(column));
        column.header.append(button);
      }
    }

    get sorting() {
      const [name, direction] = (this.choices.get("sort") ?? "").split(".");
      return { column: this.columns.find((column) => column.name === name), direction };
    }

    sortNext(column) {
      const now = this.sorting.column === column ? this.sorting.direction : undefined;
      const next = { undefined: "ascending", ascending: "descending" }[now];
      this.choose("sort", next ? `${column.name}.${next}` : "");
      mec.announce(next ? `Sorted by ${column.label}, ${next}.` : "In the original order.");
    }

    sort() {
      const { column, direction } = this.sorting;
      for (const { header } of this.columns) header.removeAttribute("aria-sort");
      if (!column) return this.rows;
      column.header.setAttribute("aria-sort", direction);
      const order = this.choices.get("sort");
      if (this.sorted?.order !== order) {
        const sign = direction === "descending" ? -1 : 1;
        const key = ({ values }) => values[column.index];
        this.sorted = { order, rows: this.rows.toSorted((a, b) => compare(key(a), key(b), sign)) };
      }
      return this.sorted.rows;
    }

    // Columns: the style sheet shows the first or all, as the box says.

    mindColumns() {
      const { column } = this.sorting;
      const isBeyond = column && column.index >= Number(this.table.dataset.lead);
      this.all.checked = this.choices.get("columns") === "all" || isBeyond;
      this.all.addEventListener("change", () => {
        this.choose("columns", this.all.checked ? "all" : "");
        mec.announce(`${this.all.checked ? "All" : "The first"} columns are shown.`);
      });
    }

    // Filtering

    addFilter() {
      const find = element("input", { type: "search", value: this.choices.get("find") ?? "" });
      find.addEventListener("input", () => this.choose("find", find.value.trim()));
      this.count = element("output");
      const facets = this.columns
        .filter(({ header }) => "facet" in header.dataset)
        .flatMap((column) => (column.type === "number" ? this.rangeOf(column) : this.selectOf(column)));
      const form = element("form", { className: "mec-filter" });
      form.setAttribute("role", "search");
      const title = this.table.caption?.querySelector("strong")?.textContent ?? "this table";
      form.setAttribute("aria-label", `Filter: ${title.replace(/\.$/, "")}`);
      form.append(this.field("Search", "find", find), ...facets);
      form.append(element("button", { type: "reset" }, "Clear"), this.count);
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("reset", (event) => this.clear(event));
      (this.table.closest(".mec-scroll") ?? this.table).before(this.fold(form));
    }

    // On a phone the fields are closed until a reader asks for them or has chosen something.
    fold(form) {
      const folded = element("details", { className: "mec-filter-fold" }, element("summary", {}, "Filter"), form);
      const narrow = matchMedia(NARROW);
      const open = () => {
        const chosen = [...this.choices].some(([key, value]) => !VIEW.includes(key) && value);
        folded.open = !narrow.matches || chosen;
      };
      narrow.addEventListener("change", open);
      open();
      return folded;
    }

    field(label, key, control) {
      control.id = `${this.id}.${key}`;
      return element("div", {}, element("label", { htmlFor: control.id }, label), control);
    }

    selectOf({ index, label, name }) {
      const values = new Set(this.rows.map(({ values: row }) => row[index]));
      values.delete(null);
      const options = [...values].sort(collator.compare).map((value) => new Option(value, value));
      const select = element("select", {}, new Option("all", ""), ...options);
      select.value = this.choices.get(name) ?? "";
      select.addEventListener("change", () => this.choose(name, select.value));
      return this.field(label, name, select);
    }

    rangeOf({ label, name }) {
      return [["from", "min"], ["to", "max"]].map(([words, suffix]) => {
        const key = `${name}-${suffix}`;
        const input = element("input", { type: "number", step: "any" });
        input.value = this.choices.get(key) ?? "";
        input.addEventListener("input", () => this.choose(key, input.value));
        return this.field(`${label} ${words}`, key, input);
      });
    }

    clear(event) {
      event.preventDefault();
      for (const field of event.target.querySelectorAll("input, select")) field.value = "";
      this.choices = new Map(VIEW.map((key) => [key, this.choices.get(key)]));
      writeChoices(this.id, this.choices);
      this.show();
    }

    // A test of rows by what the reader chose.
    get filter() {
      const wanted = (this.choices.get("find") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      const limits = this.columns.flatMap(({ index, name }) => {
        const [exact, least, most] = ["", "-min", "-max"].map((end) => this.choices.get(name + end));
        return [
          exact && ((values) => values[index] === exact),
          least && ((values) => values[index] !== null && values[index] >= Number(least)),
          most && ((values) => values[index] !== null && values[index] <= Number(most)),
        ].filter(Boolean);
      });
      // The words of a row may be unwritten until they are read.
      return (entry) =>
        wanted.every((word) => entry.words.includes(word)) && limits.every((holds) => holds(entry.values));
    }
  }

  mec.mount(() => {
    mec.whenNear(document.querySelectorAll("table[data-sortable]:not([data-ready])"), (table) => {
      if ("ready" in table.dataset) return;
      table.dataset.ready = "";
      new SortableTable(table).show();
    });
  });

  return { SortableTable, element };
})();
