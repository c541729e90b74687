// Buttons that copy: <button class="mec-copy" data-copy="../data/x.tex"> a file of this site,
// <button class="mec-copy" data-copy-text="https://..."> a text.
"use strict";

(() => {
  // Some browsers allow copying only before the first wait, so they get the promise itself.
  const copy = async (text) => {
    if (globalThis.ClipboardItem && navigator.clipboard?.write) {
      const blob = text.then((value) => new Blob([value], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    } else {
      await navigator.clipboard.writeText(await text);
    }
  };

  const offerFile = (button) => {
    if (button.nextElementSibling?.classList.contains("mec-copy-file")) return;
    const link = document.createElement("a");
    link.className = "mec-copy-file";
    link.href = button.dataset.copy;
    link.textContent = "open the file";
    button.after(" ", link);
  };

  const fileText = (button) => mec.readText(new URL(button.dataset.copy, document.baseURI));

  const copyFrom = async (button) => {
    const what = button.textContent.trim().replace(/^Copy /, "");
    const text = button.dataset.copyText;
    try {
      await copy(text === undefined ? fileText(button) : Promise.resolve(text));
      button.dataset.copied = "";
      setTimeout(() => delete button.dataset.copied, 4000);
      mec.announce(`${what} copied.`);
    } catch {
      if (text === undefined) offerFile(button);
      mec.announce(`${what} could not be copied. Open the ${text === undefined ? "file" : "link"} instead.`);
    }
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".mec-copy");
    if (button) copyFrom(button);
  });
})();
