// What a browser denies to a page that it opens from disk: the text of a file. The build wrote such
// texts as scripts too, which any page may load.
"use strict";

if (location.protocol === "file:") {
  const root = new URL("../../", document.currentScript.src);

  const load = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${address} cannot be loaded`));
      document.head.append(script);
    });

  const texts = {};

  // The text of a file of this site, at an absolute address.
  const readText = async (address) => {
    const name = address.href.slice(root.href.length);
    if (!(name in texts)) await load(new URL(`from-disk/${name.replace(/\.[^/]*$/, "")}.js`, root));
    return texts[name];
  };

  globalThis.mecFromDisk = { texts, readText };
}
