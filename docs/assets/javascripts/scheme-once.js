// Material says the colour scheme in a meta element too, empty first and then filled, and each time
// a browser styles the whole page anew. The styles say it, so that element stays out of the page.
"use strict";

(() => {
  const { head } = document;

  head.appendChild = (node) =>
    node.name === "color-scheme" ? node : Node.prototype.appendChild.call(head, node);
})();
