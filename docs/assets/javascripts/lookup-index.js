// Which architectures a typed name means. Whatever is typed is a name and nothing else.
"use strict";

globalThis.mecLookupIndex = (() => {
  const LONGEST = 80;
  const NEAREST = 3;
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const plain = (name) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

  // "timm:resnet50.a1_in1k" is a library, a name and a tag; library and tag may be missing.
  const parse = (typed, libraries) => {
    const [, before, rest] = /^(?:hf[-_]hub:)?(?:([a-z]+)[:/])?(.*)$/is.exec(typed.trim());
    const library = libraries.find((one) => one === before?.toLowerCase()) ?? null;
    const name = before && !library ? typed.trim() : rest;
    const [architecture, ...tag] = name.split(".");
    return { library, name: architecture, tag: tag.join(".") };
  };

  // Steps from one text to another: a letter more, less or other.
  const distance = (a, b) => {
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (const [i, letter] of [...a].entries()) {
      const next = [i + 1];
      for (let j = 0; j < b.length; j += 1) {
        next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (letter !== b[j])));
      }
      row = next;
    }
    return row.at(-1);
  };

  const byName = (a, b) =>
    collator.compare(a.name, b.name) || collator.compare(a.library, b.library);

  // `entries` are { library, name, row, first }: `first` are classifiers with published weights.
  const make = (entries) => {
    const all = entries.map((entry) => ({ ...entry, plain: plain(entry.name) }));
    const libraries = [...new Set(all.map(({ library }) => library))];

    const rank = (entry, name, key, words) => {
      if (entry.name === name) return 0;
      if (entry.plain === key) return 1;
      if (entry.plain.startsWith(key)) return 2;
      if (entry.plain.includes(key)) return 3;
      return words.every((word) => entry.plain.includes(word)) ? 4 : null;
    };

    // The name itself; then what has a capacity and an accuracy to show; then the rest.
    const group = ({ entry, rank: own }) => (own <= 1 ? 0 : entry.first ? 1 : 2);

    const find = (typed) => {
      const { library, name, tag } = parse(typed.slice(0, LONGEST), libraries);
      const key = plain(name);
      const words = name.split(/[^\p{L}\p{N}]+/u).map(plain).filter(Boolean);
      const among = library ? all.filter((entry) => entry.library === library) : all;
      if (!key || typed.length > LONGEST) return { found: [], exact: null, tag };
      const ranked = among
        .map((entry) => ({ entry, rank: rank(entry, name, key, words) }))
        .filter((one) => one.rank !== null)
        .sort((a, b) => group(a) - group(b) || a.rank - b.rank || byName(a.entry, b.entry));
      const exact = ranked.length && ranked[0].rank <= 1 ? ranked[0].entry : null;
      return { found: ranked.map(({ entry }) => entry), exact, tag };
    };

    // The names that differ least from what was typed.
    const nearest = (typed) => {
      const key = plain(parse(typed.slice(0, LONGEST), libraries).name);
      const names = new Map();
      for (const entry of all) if (!names.has(entry.plain)) names.set(entry.plain, entry);
      return [...names.values()]
        .map((entry) => ({ entry, steps: distance(key, entry.plain) }))
        .sort((a, b) => a.steps - b.steps || byName(a.entry, b.entry))
        .slice(0, NEAREST)
        .map(({ entry }) => entry);
    };

    const sisters = (entry) => all.filter((one) => one.plain === entry.plain && one !== entry);
    const longest = Math.max(...all.map(({ name }) => name.length));
    return { find, nearest, sisters: (entry) => sisters(entry), longest, count: all.length };
  };

  return { make, parse, plain, distance, LONGEST };
})();
