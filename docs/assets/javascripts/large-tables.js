// Tables whose rows a script reads from a file: <table data-rows="../data/x.json">.
// data-shown="window": many rows, of which those in sight are drawn.
// data-shown="closed": read when a reader opens the <details> around it.
"use strict";

(() => {
  const { SortableTable, element } = mecTables;
  const BEYOND = 12; // rows drawn above and below those in sight
  const SAMPLES = 3;

  const drawRow = (columns, file, root, row) => {
    const cells = columns.map(({ name, type }, index) => {
      const cell = element(index ? "td" : "th", index ? {} : { scope: "row" });
      const value = file.value(row, name);
      if (type === "number") cell.dataset.value = value ?? "";
      const address = file.address(row, name);
      const text = file.text(row, name);
      cell.append(address ? element("a", { href: mecRows.resolve(root, address) }, text) : text);
      return cell;
    });
    return element("tr", {}, ...cells);
  };

  // Rows as SortableTable takes them: values, and the words that a search looks through.
  const makeRows = (file) => (columns) =>
    Array.from({ length: file.count }, (_, index) => ({
      index,
      values: columns.map(({ name }) => file.value(index, name)),
      // Written when a reader first searches: that formats every cell.
      get words() {
        const text = columns.map(({ name }) => file.text(index, name)).join(" ").toLowerCase();
        Object.defineProperty(this, "words", { value: text });
        return text;
      },
    }));

  // Rows with the longest texts of a column. The longest number is the largest or the least.
  const findLongest = (file, count, { name, type }) => {
    const longest = []; // [length, row], the longest first
    let [least, row] = [Infinity, undefined];
    for (let index = 0; index < count; index += 1) {
      const value = file.value(index, name);
      if (value === null) continue;
      const length = type === "number" ? value : String(value).length;
      if (length < least) [least, row] = [length, index];
      if (longest.length === SAMPLES && length <= longest.at(-1)[0]) continue;
      longest.push([length, index]);
      longest.sort(([a], [b]) => b - a);
      longest.length = Math.min(longest.length, SAMPLES);
    }
    return [...longest.map(([, index]) => index), row].filter((index) => index !== undefined);
  };

  class ClosedTable extends SortableTable {
    constructor(table, file) {
      super(table, (columns) =>
        makeRows(file)(columns).map((entry) => ({
          ...entry,
          row: drawRow(columns, file, table.dataset.root, entry.index),
        })),
      );
    }
  }

  // A table with a row in the page for each row in sight alone, and two that keep the place of
  // those above and below.
  class WindowTable extends SortableTable {
    constructor(table, file) {
      super(table, makeRows(file));
      this.file = file;
      this.box = table.closest(".mec-scroll");
      this.drawn = new Map();
      this.above = this.spacer();
      this.below = this.spacer();
      table.tBodies[0].replaceChildren(this.sizer(), this.above, this.below);
      table.tHead.rows[0].ariaRowIndex = 1;
      this.box.addEventListener("scroll", () => this.drawInSight(), { passive: true });
    }

    show() {
      super.show();
      this.watching ??= new ResizeObserver(() => this.drawInSight());
      this.watching.observe(this.box);
    }

    draw(_, accepted) {
      this.accepted = accepted;
      this.tellCount(accepted.length);
      this.table.ariaRowCount = accepted.length + 1;
      for (const row of this.drawn.values()) row.remove();
      this.drawn.clear();
      this.drawInSight();
    }

    spacer() {
      const row = element("tr", { className: "mec-spacer", ariaHidden: "true" });
      row.append(element("td", { colSpan: this.columns.length }));
      return row;
    }

    // A row without height that holds the longest texts, so that columns keep their width.
    sizer() {
      const cells = this.columns.map((column) => {
        const rows = findLongest(this.file, this.rows.length, column);
        const texts = rows.map((row) => element("div", {}, this.file.text(row, column.name)));
        const cell = element("td", {}, ...texts);
        if (column.type === "number") cell.dataset.value = "";
        return cell;
      });
      return element("tr", { className: "mec-sizer", ariaHidden: "true" }, ...cells);
    }

    get height() {
      this.measured ||= this.drawn.values().next().value?.getBoundingClientRect().height;
      return this.measured || 30;
    }

    drawInSight() {
      const above = this.table.tBodies[0].offsetTop - this.table.tHead.offsetHeight;
      const hidden = Math.max(0, this.box.scrollTop - above);
      const count = this.accepted.length;
      const first = Math.floor(hidden / this.height) - BEYOND;
      const rows = Math.ceil(this.box.clientHeight / this.height) + 2 * BEYOND;
      const start = Math.max(0, Math.min(first, count - rows));
      this.drawRows(start, Math.min(count, start + rows));
      this.above.hidden = start === 0;
      this.above.cells[0].style.height = `${start * this.height}px`;
      this.below.hidden = start + rows >= count;
      this.below.cells[0].style.height = `${Math.max(0, count - start - rows) * this.height}px`;
    }

    // Rows that stay are left in place, and with them the focus of a reader who is there.
    drawRows(start, end) {
      for (const [place, row] of this.drawn) {
        if (place >= start && place < end) continue;
        row.remove();
        this.drawn.delete(place);
      }
      let next = this.below;
      for (let place = end - 1; place >= start; place -= 1) {
        if (!this.drawn.has(place)) {
          const { index } = this.accepted[place];
          const row = drawRow(this.columns, this.file, this.table.dataset.root, index);
          row.ariaRowIndex = place + 2;
          next.before(row);
          this.drawn.set(place, row);
        }
        next = this.drawn.get(place);
      }
    }
  }

  const KINDS = { window: WindowTable, closed: ClosedTable };

  const fill = async (table) => {
    if ("ready" in table.dataset) return;
    table.dataset.ready = "";
    const body = table.tBodies[0];
    const said = body.querySelector("td");
    said.textContent = "Reading the rows …";
    try {
      const file = await mecRows.load(new URL(table.dataset.rows, document.baseURI));
      await mec.pause();
      body.replaceChildren();
      const shown = new KINDS[table.dataset.shown](table, file);
      await mec.pause();
      shown.show();
    } catch (error) {
      delete table.dataset.ready;
      said.textContent = "The rows could not be read. They are in the CSV below.";
      if (!body.contains(said)) body.replaceChildren(element("tr", {}, said));
      throw error;
    }
  };

  // A link to a table that is closed opens it, and what it lies in.
  const openTarget = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const own = target?.querySelector?.(":scope > .mec-closed");
    const around = target?.closest?.("details");
    if (!own && !around) return;
    for (let closed = own ?? around; closed; closed = closed.parentElement.closest("details")) {
      closed.open = true;
    }
    target.scrollIntoView();
  };

  addEventListener("hashchange", openTarget);

  mec.mount(() => {
    for (const table of document.querySelectorAll("table[data-rows]:not([data-watched])")) {
      table.dataset.watched = "";
      const closed = table.closest("details");
      if (closed) closed.addEventListener("toggle", () => closed.open && fill(table));
      else mec.whenNear([table], fill);
    }
    openTarget();
  });
})();
