// Says on the pages of a published version what was found wrong in it later. That stands in a file
// beside the versions, which themselves never change. Where the file is not to be had, as without
// network, nothing is said: a page without scripts links to the errata all the same.
"use strict";

(() => {
  const ABOVE = ".mec-erratum";

  const element = (name, traits, ...children) => {
    const made = Object.assign(document.createElement(name), traits);
    made.append(...children);
    return made;
  };

  const note = (title, ...said) => {
    const strong = element("strong", { textContent: title });
    const made = element("div", { className: "mec-banner mec-erratum" }, strong, " ", ...said);
    made.setAttribute("role", "note");
    return made;
  };

  const link = (address, text) => element("a", { href: String(address), textContent: text });

  const summary = (errata, version, beside) => {
    const found = errata.length === 1 ? "An error was" : `${errata.length} errors were`;
    const list = link(new URL(`errata/#version-${version}`, beside), "what, and where it is corrected");
    return note("Errata.", `${found} found in version ${version} after it was published: `, list, ".");
  };

  const detail = (erratum, beside) => {
    const { found, text, corrected_in: corrected } = erratum;
    const version = corrected && link(new URL(`${corrected}/`, beside), corrected);
    const ending = corrected ? [" Corrected in version ", version, "."] : [" Not corrected yet."];
    return note(`Erratum, ${found}.`, text, ...ending);
  };

  const readErrata = async (beside) => {
    try {
      const response = await fetch(new URL("errata.json", beside), { cache: "no-cache" });
      const { errata } = response.ok ? await response.json() : { errata: [] };
      return Array.isArray(errata) ? errata : [];
    } catch {
      return [];
    }
  };

  const tell = async () => {
    const place = document.querySelector(".mec-published");
    if (!place || !location.protocol.startsWith("http")) return;
    const { version } = place.dataset;
    const beside = new URL(place.dataset.beside, location.href);
    const errata = (await readErrata(beside)).filter((one) => one.versions?.includes(version));
    if (!errata.length || document.querySelector(ABOVE)) return;
    place.before(summary(errata, version, beside));
    for (const erratum of errata) {
      for (const anchor of erratum.exhibits ?? []) {
        document.getElementById(anchor)?.prepend(detail(erratum, beside));
      }
    }
  };

  mec.mount(tell);
})();
