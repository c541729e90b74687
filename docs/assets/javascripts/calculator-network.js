// The network of the calculator as text: what stands in its fields, and in the address.
//
// A draft holds the fields as they are typed; reading it gives a network of BigInts, or the
// problems by the path of their field, such as "layers.0.neurons".
"use strict";

globalThis.mecNetwork = (() => {
  const { product, traceStage } = mecCapacity;
  const MOST_DIGITS = 1000;
  const WINDOW = ["kernel", "stride", "padding"];
  const SIDES = ["height", "width", "channels"];

  const HINTS = {
    height: "Enter the height of the image in pixels, such as 28.",
    width: "Enter the width of the image in pixels, such as 28.",
    channels: "Enter the values of one pixel: 1 for grey, 3 for colour.",
    filters: "Enter the filters of the convolution, such as 16.",
    kernel: "Enter the side of the window in pixels, such as 3.",
    stride: "Enter the pixels from one position to the next, such as 1.",
    padding: "Enter the pixels added on each side, 0 for none.",
    inputs: "Enter the values that enter the first layer, such as 784.",
    neurons: "Enter the neurons of this layer, such as 10.",
  };
  const leastOf = (name) => (name === "padding" ? 0n : 1n);

  // Numbers

  const PLAIN = /^\d+$/;
  const GROUPED = /^\d{1,3}([,_ \u00a0\u2009\u202f])\d{3}(?:\1\d{3})*$/;
  const POWER = /^(?:10\^|1e)(\d{1,5})$/i;

  const digitsOf = (text) => {
    if (PLAIN.test(text)) return text.replace(/^0+(?=\d)/, "");
    if (GROUPED.test(text)) return text.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
    const power = POWER.exec(text);
    return power && `1${"0".repeat(Number(power[1]))}`;
  };

  const faultOf = (text, shown) => {
    if (!text) return "Nothing is entered";
    if (/^[-\u2212\u2013]\s*[\d.,]+$/.test(text)) return `${shown} is negative`;
    if (/^[\d.,\u066b]*[.,/]\d*(e[+-]?\d+)?$/i.test(text) && /\d/.test(text)) {
      return `${shown} is not a whole number`;
    }
    return `${shown} is not a number`;
  };

  // The number in a field, or what is wrong with it: what is there, what was expected, what to do.
  const parseNumber = (typed, name) => {
    const text = typed.trim();
    const shown = `“${text.length > 30 ? `${text.slice(0, 30)}…` : text}”`;
    const least = leastOf(name);
    const digits = digitsOf(text);
    const say = (fault, expected) => ({
      problem: `${fault}; expected ${expected}. ${HINTS[name]}`,
    });
    const whole = `a whole number of at least ${least}`;
    if (digits === null) return say(faultOf(text, shown), whole);
    if (digits.length > MOST_DIGITS) {
      const [has, most] = [digits.length, MOST_DIGITS].map((count) => count.toLocaleString("en"));
      return say(`${shown} has ${has} digits`, `at most ${most}`);
    }
    const value = BigInt(digits);
    return value < least ? say(`${shown} is too small`, whole) : { value };
  };

  // Drafts

  class Reader {
    problems = new Map();

    read(typed, path) {
      const { value, problem } = parseNumber(typed, path.split(".").at(-1));
      if (problem) this.problems.set(path, problem);
      return value ?? null;
    }

    readAll(fields, names, path) {
      const values = names.map((name) => this.read(fields[name], `${path}.${name}`));
      return values.includes(null) ? null : Object.fromEntries(names.map((n, i) => [n, values[i]]));
    }

    readStage(stage, path) {
      const filters = this.read(stage.filters, `${path}.filters`);
      const convolution = this.readAll(stage.convolution, WINDOW, `${path}.convolution`);
      const pooling = this.readAll(stage.pooling, WINDOW, `${path}.pooling`);
      return filters && convolution && pooling ? { filters, convolution, pooling } : null;
    }

    reportMisfit({ misfit, image }, stage, path) {
      const { kernel, padding } = stage[misfit];
      const side = image[0] < image[1] ? image[0] : image[1];
      this.problems.set(
        `${path}.${misfit}.kernel`,
        `“${kernel}” does not fit: the ${misfit} gets ${image.join(" × ")} pixels and adds ` +
          `${padding} on each side, so nothing would leave it; expected a kernel of at most ` +
          `${side + 2n * padding}. Enter a smaller kernel, more padding, or a larger image.`,
      );
    }

    // The shapes from the image on, as far as they can be told, and the stages' parameters.
    trace(image, stages, batchNorm) {
      const traced = [];
      let shape = image;
      for (const [index, stage] of stages.entries()) {
        if (!shape || !stage) return null;
        const step = traceStage(shape, stage, batchNorm);
        if (step.misfit) {
          this.reportMisfit(step, stage, `stages.${index}`);
          return null;
        }
        traced.push({ ...stage, ...step });
        shape = step.leaving;
      }
      return traced;
    }
  }

  // Returns { network, problems, inputs }; `network` is null where there are problems, `inputs`
  // the values that enter the first layer as far as they can be told.
  const readDraft = (draft) => {
    const reader = new Reader();
    let [image, traced] = [null, []];
    if (draft.front !== "none") {
      const sides = reader.readAll(draft.image, SIDES, "image");
      image = sides && SIDES.map((name) => sides[name]);
    }
    if (draft.front === "stages") {
      const stages = draft.stages.map((stage, i) => reader.readStage(stage, `stages.${i}`));
      traced = image && reader.trace(image, stages, draft.batchNorm);
    }
    const inputs =
      draft.front === "stages"
        ? traced && product(traced.at(-1).leaving)
        : reader.read(draft.inputs, "inputs");
    const neurons = draft.layers.map(({ neurons: typed }, index) =>
      reader.read(typed, `layers.${index}.neurons`),
    );
    const network = {
      front: draft.front,
      image,
      stages: traced,
      sizes: [inputs, ...neurons],
      thresholds: draft.layers.map((layer) => layer.threshold),
    };
    const { problems } = reader;
    return { network: problems.size ? null : network, problems, inputs };
  };

  // The address: ?inputs=2&layers=3-1, with &without-threshold=2 for layers that have none;
  // ?image=28x28x1&stages=16c5s1p2m2s2p0&batch-norm=1&layers=10, a stage being its filters, then
  // kernel, stride and padding of its convolution (c) and of its max-pooling (m);
  // ?image=224x224x3&inputs=2048&layers=1000 where only the ends of a front are known.

  const STAGE = /^(.*?)c(.*?)s(.*?)p(.*?)m(.*?)s(.*?)p(.*)$/;
  const normal = (typed) => digitsOf(typed.trim()) ?? typed.trim();

  const windowText = ({ kernel, stride, padding }) =>
    `${normal(kernel)}s${normal(stride)}p${normal(padding)}`;

  const stageText = ({ filters, convolution, pooling }) =>
    `${normal(filters)}c${windowText(convolution)}m${windowText(pooling)}`;

  const toAddress = (draft) => {
    const address = new URLSearchParams();
    if (draft.front !== "none") {
      address.set("image", SIDES.map((name) => normal(draft.image[name])).join("x"));
    }
    if (draft.front === "stages") {
      address.set("stages", draft.stages.map(stageText).join("_"));
      if (draft.batchNorm) address.set("batch-norm", "1");
    } else {
      address.set("inputs", normal(draft.inputs));
    }
    address.set("layers", draft.layers.map((layer) => normal(layer.neurons)).join("-"));
    const without = draft.layers.flatMap((layer, i) => (layer.threshold ? [] : [i + 1]));
    if (without.length) address.set("without-threshold", without.join("-"));
    return `?${address}`;
  };

  const toWindow = (kernel = "", stride = "", padding = "") => ({ kernel, stride, padding });

  const toStage = (text) => {
    const [, filters = text, ...sizes] = STAGE.exec(text) ?? [];
    return {
      filters,
      convolution: toWindow(...sizes.slice(0, 3)),
      pooling: toWindow(...sizes.slice(3)),
    };
  };

  // The draft of an address, whatever stands there: what cannot be read becomes a field with an
  // error. Null where the address names no network. `defaults` fills what it does not speak of.
  const fromAddress = (search, defaults) => {
    const address = new URLSearchParams(search);
    if (!["image", "stages", "inputs", "layers"].some((key) => address.has(key))) return null;
    const draft = { ...structuredClone(defaults), front: "none", batchNorm: false };
    if (address.has("image") || address.has("stages")) {
      const [height = "", width = "", ...channels] = (address.get("image") ?? "").split("x");
      draft.image = { height, width, channels: channels.join("x") };
      draft.front = "embedding";
    }
    if (address.has("stages")) {
      draft.front = "stages";
      draft.stages = address.get("stages").split("_").map(toStage);
      draft.batchNorm = address.get("batch-norm") === "1";
    }
    draft.inputs = address.get("inputs") ?? (draft.front === "stages" ? defaults.inputs : "");
    const without = new Set((address.get("without-threshold") ?? "").split("-").map(Number));
    draft.layers = (address.get("layers") ?? "")
      .split("-")
      .map((neurons, index) => ({ neurons, threshold: !without.has(index + 1) }));
    return draft;
  };

  // The draft of a preset, as the page's data has it: sizes, and an image and stages where the
  // preset has them.
  const fromPreset = ({ sizes, image, stages, batchNorm = false }, defaults) => {
    const text = (fields, names) =>
      Object.fromEntries(names.map((name) => [name, String(fields[name])]));
    const draft = structuredClone(defaults ?? {});
    draft.front = stages ? "stages" : image ? "embedding" : "none";
    draft.batchNorm = batchNorm;
    if (image) draft.image = text({ height: image[0], width: image[1], channels: image[2] }, SIDES);
    if (stages) {
      draft.stages = stages.map(({ filters, convolution, pooling }) => ({
        filters: String(filters),
        convolution: text(convolution, WINDOW),
        pooling: text(pooling, WINDOW),
      }));
    }
    draft.inputs = String(sizes[0]);
    draft.layers = sizes.slice(1).map((size) => ({ neurons: String(size), threshold: true }));
    return draft;
  };

  return { SIDES, WINDOW, fromAddress, fromPreset, parseNumber, readDraft, toAddress };
})();
