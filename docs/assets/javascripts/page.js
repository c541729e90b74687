// What the other scripts stand on, and what Material leaves inaccessible.
"use strict";

globalThis.mec = (() => {
  // Runs `set` on every page: when the page is there, and again whenever the theme replaces it;
  // each in a task of its own, so that a finger is answered in between. `set` must bear being run
  // twice on one page.
  const mount = (set) => {
    const run = () => setTimeout(set);
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", run);
    } else {
      run();
    }
    let isFirst = true; // the page that is there
    globalThis.document$?.subscribe(() => {
      if (!isFirst) run();
      isFirst = false;
    });
  };

  // Does something with each element, each in a task of its own.
  const inTurn = (elements, act) => {
    for (const element of elements) setTimeout(() => act(element));
  };

  const NEAR = "600px"; // above and below the window

  // Does something with each element once a reader comes near it, each in a task of its own. What
  // is not shown, as one of a wide and a narrow drawing, is near nobody.
  const whenNear = (elements, act) => {
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          watch.unobserve(target);
          setTimeout(() => act(target));
        }
      },
      { rootMargin: `${NEAR} 0px` },
    );
    for (const element of elements) watch.observe(element);
  };

  // Between two parts of something long: a finger is answered in between.
  const pause = () => new Promise((goOn) => setTimeout(goOn));

  // Says something to a screen reader.
  const announce = (message) => {
    let status = document.querySelector(".mec-status");
    if (!status) {
      status = document.createElement("div");
      status.className = "mec-status";
      status.setAttribute("role", "status");
      document.body.append(status);
    }
    status.textContent = message;
  };

  // The text of a file of this site, at an absolute address; also where the site lies on disk.
  const readText = async (address) => {
    if (globalThis.mecFromDisk) return mecFromDisk.readText(address);
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.text();
  };

  return { mount, inTurn, whenNear, pause, announce, readText };
})();

// Boxes that scroll, and only those, can be reached by keyboard; a box that is not laid out yet
// might. What is out of sight waits to be laid out (loading.css) until a reader comes near.
(() => {
  const WAITING = ".mec-exhibit .mec-scroll:not([data-laid-out])";
  const boxes = [
    ".mec-scroll",
    ".mec-drawing",
    ".mec-formula",
    ".md-typeset__scrollwrap",
    ".md-typeset pre > code",
    ".md-typeset pre",
  ].join(", ");

  const setFocusable = (box) => {
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    const clips = getComputedStyle(box).overflowX !== "visible";
    if (scrolls && clips) {
      box.tabIndex = 0;
    } else if (box === document.activeElement) {
      box.addEventListener("blur", () => setFocusable(box), { once: true }); // not under the finger
    } else {
      box.removeAttribute("tabindex");
    }
  };

  // Says to the style sheet on which sides there is more.
  const markEdges = (box) => {
    const beyond = box.scrollWidth - box.clientWidth - box.scrollLeft;
    box.toggleAttribute("data-before", box.scrollLeft > 1);
    box.toggleAttribute("data-beyond", beyond > 1);
  };

  const judge = (box) => {
    setFocusable(box);
    markEdges(box);
  };

  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const box = target.closest(boxes);
      if (!box.matches(WAITING)) judge(box);
    }
  });

  const layOut = (box) => {
    box.dataset.laidOut = "";
    judge(box);
  };

  mec.mount(() => {
    for (const box of document.querySelectorAll(boxes)) {
      observer.observe(box);
      for (const table of box.querySelectorAll(":scope > table")) observer.observe(table);
      box.addEventListener("scroll", () => markEdges(box), { passive: true });
    }
    mec.whenNear(document.querySelectorAll(WAITING), layOut);
  });
})();

// Material gives each code block's buttons a landmark without a name.
(() => {
  const demote = () => {
    for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) {
      nav.setAttribute("role", "none");
    }
  };

  mec.mount(() => {
    demote();
    new MutationObserver(demote).observe(document.body, { childList: true, subtree: true });
  });
})();
