// The switch of a drawn network: by whose reading of rule 4 its boxes are filled and labelled. The
// style sheet shows the reading that is chosen, without a script; this one tells a screen reader
// what changed, and makes such a switch for a drawing that a script makes.
"use strict";

globalThis.mecReadings = (() => {
  let count = 0;

  const capitalize = (label) => label[0].toUpperCase() + label.slice(1);

  // The total, then box by box.
  const say = (around, label) => {
    const texts = [...around.querySelectorAll("[data-choice]")]
      .filter((part) => part.dataset.choice === label)
      .flatMap((part) => [...part.querySelectorAll("text")])
      .map((text) => text.textContent.trim());
    mec.announce(`${capitalize(label)}. ${texts.join("; ")}`);
  };

  const makeRadio = (name, label, checked) => {
    const radio = document.createElement("input");
    Object.assign(radio, { type: "radio", name, value: label });
    radio.toggleAttribute("checked", checked);
    const around = document.createElement("label");
    around.append(radio, ` ${capitalize(label)}`);
    return around;
  };

  // A drawing with a choice of readings in its frame; `shown` is the one to begin with, where the
  // drawing has it.
  const frame = (drawing, labels, shown) => {
    const around = document.createElement("div");
    around.className = "mec-networks";
    if (labels.length > 1) {
      const first = labels.includes(shown) ? shown : labels[0];
      const legend = document.createElement("legend");
      legend.textContent = "Reading of rule 4";
      const fields = document.createElement("fieldset");
      fields.className = "mec-networks-switch";
      count += 1;
      const name = `network-reading-${count}`;
      fields.append(legend, ...labels.map((one) => makeRadio(name, one, one === first)));
      around.append(fields);
    }
    around.append(drawing);
    return around;
  };

  document.addEventListener("change", ({ target }) => {
    const around = target.closest(".mec-networks-switch")?.parentElement;
    if (around) say(around, target.value);
  });

  return { frame };
})();
