// The index of the search is read when a reader first turns to the search, and its worker is
// started then. Material would read it on every page: more than all else that a page loads.
"use strict";

(() => {
  const INDEX = "search/search_index.json";
  const asked = new URLSearchParams(location.search);

  // ?h= comes from a hit: its words are marked, which takes how the index splits words.
  const firstUse = new Promise((resolve) => {
    if (asked.has("q") || asked.has("h")) resolve();
    document.addEventListener("focusin", ({ target }) => {
      if (target.matches("[data-md-component=search-query]")) resolve();
    });
    document.addEventListener("change", ({ target }) => {
      if (target.id === "__search") resolve();
    });
  });

  const NativeRequest = globalThis.XMLHttpRequest;

  globalThis.XMLHttpRequest = class extends NativeRequest {
    #waits = false;

    open(method, address, ...rest) {
      this.#waits = new URL(address, document.baseURI).pathname.endsWith(INDEX);
      super.open(method, address, ...rest);
    }

    async send(body) {
      if (this.#waits) await firstUse;
      super.send(body);
    }
  };

  const NativeWorker = globalThis.Worker;

  // Stands for a worker until something is asked of it. Material knows no more of a worker than
  // this. From disk no worker starts from a file, but from the text of one.
  globalThis.Worker = class extends EventTarget {
    #started;

    constructor(address) {
      super();
      this.address = new URL(address, document.baseURI);
    }

    async #start() {
      const worker = new NativeWorker(await this.#source());
      worker.addEventListener("message", ({ data }) => {
        this.dispatchEvent(new MessageEvent("message", { data }));
      });
      return worker;
    }

    async #source() {
      if (!globalThis.mecFromDisk) return this.address;
      const text = await mecFromDisk.readText(this.address);
      return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    }

    async postMessage(message) {
      this.#started ??= this.#start();
      (await this.#started).postMessage(message);
    }
  };
})();
