// The switch above a drawn network: by whose reading of rule 4 its boxes are filled and labelled.
// All readings stand in the drawing, one is shown; without this script that one stays.
"use strict";

globalThis.mecReadings = (() => {
  let count = 0;

  const partsOf = (drawing) => [...drawing.querySelectorAll("[data-choice]")];
  const isShown = (part) => part.getAttribute("display") !== "none";
  const capitalize = (label) => label[0].toUpperCase() + label.slice(1);

  const show = (drawing, label) => {
    for (const part of partsOf(drawing)) {
      if (part.dataset.choice === label) part.removeAttribute("display");
      else part.setAttribute("display", "none");
    }
  };

  // What a reader sees change, for one who does not: the total, then box by box.
  const say = (drawing, label) => {
    const texts = partsOf(drawing)
      .filter(isShown)
      .flatMap((part) => [...part.querySelectorAll("text")])
      .map((text) => text.textContent.trim());
    mec.announce(`${capitalize(label)}. ${texts.join("; ")}`);
  };

  const makeRadio = (name, label, checked, choose) => {
    const radio = document.createElement("input");
    Object.assign(radio, { type: "radio", name, value: label, checked });
    radio.addEventListener("change", () => choose(label));
    const around = document.createElement("label");
    around.append(radio, ` ${capitalize(label)}`);
    return around;
  };

  // Puts a switch above a drawing that has a choice. `wanted` is the reading to begin with, where
  // the drawing has it; `onChoose` hears of every choice.
  const addSwitch = (drawing, wanted = null, onChoose = () => {}) => {
    drawing.dataset.ready = "";
    const parts = partsOf(drawing);
    const labels = [...new Set(parts.map((part) => part.dataset.choice))];
    if (labels.length < 2) return;
    const first = labels.includes(wanted) ? wanted : parts.find(isShown).dataset.choice;
    show(drawing, first);
    const legend = document.createElement("legend");
    legend.textContent = "Reading of rule 4";
    const fields = document.createElement("fieldset");
    fields.className = "mec-networks-switch";
    count += 1;
    const choose = (label) => {
      show(drawing, label);
      say(drawing, label);
      onChoose(label);
    };
    const name = `network-reading-${count}`;
    fields.append(legend, ...labels.map((one) => makeRadio(name, one, one === first, choose)));
    (drawing.closest(".mec-scroll") ?? drawing).before(fields);
  };

  mec.mount(() => {
    for (const drawing of document.querySelectorAll(".mec-networks:not([data-ready])")) {
      addSwitch(drawing);
    }
  });

  return { addSwitch };
})();
