// Buttons that copy: <button class="mec-copy" data-copy="../data/x.tex"> a file of this site,
// <button class="mec-copy" data-copy-text="@misc{...}"> a text, and without either what stands before
// the button: where a link leads to, or else its text.
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

  const textOf = ({ dataset, previousElementSibling: before }) =>
    dataset.copyText ?? before.href ?? before.textContent;

  const fileText = (button) => mec.readText(new URL(button.dataset.copy, document.baseURI));

  const copyFrom = async (button) => {
    const what = button.textContent.trim().replace(/^Copy /, "");
    const isOfFile = "copy" in button.dataset;
    try {
      await copy(isOfFile ? fileText(button) : Promise.resolve(textOf(button)));
      button.dataset.copied = "";
      setTimeout(() => delete button.dataset.copied, 4000);
      mec.announce(`${what} copied.`);
    } catch {
      if (isOfFile) offerFile(button);
      mec.announce(`${what} could not be copied. Open the ${isOfFile ? "file" : "link"} instead.`);
    }
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".mec-copy");
    if (button) copyFrom(button);
  });
})();
