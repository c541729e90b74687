// The switch below a drawn network: whose reading of rule 4 its boxes are filled and labelled by.
// All readings stand in the drawing, one is shown; without this script that one stays.
"use strict";

(() => {
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
    const texts = partsOf(drawing).filter(isShown).map((part) => part.textContent.trim());
    mec.announce(`${capitalize(label)}. ${texts.filter(Boolean).join("; ")}`);
  };

  const makeRadio = (drawing, name, label, checked) => {
    const radio = document.createElement("input");
    Object.assign(radio, { type: "radio", name, value: label, checked });
    radio.addEventListener("change", () => {
      show(drawing, label);
      say(drawing, label);
    });
    const around = document.createElement("label");
    around.append(radio, ` ${capitalize(label)}`);
    return around;
  };

  const addSwitch = (drawing) => {
    const parts = partsOf(drawing);
    const labels = [...new Set(parts.map((part) => part.dataset.choice))];
    drawing.dataset.ready = "";
    if (labels.length < 2) return;
    const shown = parts.find(isShown).dataset.choice;
    const legend = document.createElement("legend");
    legend.textContent = "Reading of rule 4";
    const fields = document.createElement("fieldset");
    fields.className = "mec-networks-switch";
    count += 1;
    const name = `network-reading-${count}`;
    fields.append(legend, ...labels.map((one) => makeRadio(drawing, name, one, one === shown)));
    (drawing.closest(".mec-scroll") ?? drawing).before(fields);
  };

  mec.mount(() => {
    for (const drawing of document.querySelectorAll(".mec-networks:not([data-ready])")) {
      addSwitch(drawing);
    }
  });
})();
