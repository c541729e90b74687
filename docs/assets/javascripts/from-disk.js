// What a browser denies to a page that it opens from disk: a worker from a file, and the text of a
// file. The build wrote both as scripts, which any page may load.
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

  const NativeWorker = globalThis.Worker;

  // Stands for a worker until its text is there. Material knows no more of a worker than this.
  globalThis.Worker = class extends EventTarget {
    #started;

    constructor(address) {
      super();
      this.address = new URL(address, document.baseURI);
    }

    async #start() {
      const source = new Blob([await readText(this.address)], { type: "text/javascript" });
      const worker = new NativeWorker(URL.createObjectURL(source));
      worker.addEventListener("message", ({ data }) => {
        this.dispatchEvent(new MessageEvent("message", { data }));
      });
      return worker;
    }

    async postMessage(message) {
      this.#started ??= this.#start();
      (await this.#started).postMessage(message);
    }
  };
}
