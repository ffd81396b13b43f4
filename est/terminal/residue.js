// Tells the program how large the window is, so that a map fits into it, and whether the browser can move one; makes a slow
// click and a tap on a map count; mends roles that a screen reader stumbles over; and replaces the English words of
// Streamlit's own controls where a reader meets them. It changes text nodes, labels and roles only: nothing becomes markup.
// The map takes no press for a click that lasts, or on a busy machine is seen to last, more than 250 ms: it is pressed
// again for the reader, at the same place and quickly.
function longPresses() {
  const longest = 250, given_up = 3000, still = 8; // ms, ms, pixels
  let down = null;
  const press = (event, tries) => {
    const send = (type, buttons) => event.target.dispatchEvent(new PointerEvent(type, {
      bubbles: true, cancelable: true, composed: true, pointerId: event.pointerId, pointerType: event.pointerType,
      isPrimary: true, clientX: event.clientX, clientY: event.clientY, button: 0, buttons,
    }));
    const begun = performance.now();
    send("pointerdown", 1);
    const late = performance.now() - begun > longest / 2;
    send(late ? "pointercancel" : "pointerup", 0);
    if (late && tries > 1) setTimeout(press, 100, event, tries - 1);
  };
  document.addEventListener("pointerdown", (event) => {
    if (!event.isTrusted) return;
    const on_map = event.isPrimary && event.button === 0 && event.target.closest("[data-testid=stDeckGlJsonChart]");
    down = on_map ? { x: event.clientX, y: event.clientY, seen: performance.now() } : null;
  }, true);
  document.addEventListener("pointerup", (event) => {
    if (!event.isTrusted || down === null) return;
    const lasted = performance.now() - down.seen, moved = Math.hypot(event.clientX - down.x, event.clientY - down.y);
    down = null;
    if (lasted > longest + 20 && lasted < given_up && moved < still) setTimeout(press, 0, event, 5);
  }, true);
}
// A drawn map takes for clicked what the pointer is over, and a finger is over nothing: before a tap it did not move, and
// after it, it is gone.
function taps() {
  let touched = false;
  document.addEventListener("pointerdown", (event) => {
    if (event.isTrusted) touched = event.pointerType === "touch";
  }, true);
  document.addEventListener("click", (event) => {
    if (!touched || !event.isTrusted || !event.target.matches(".vega-embed canvas")) return;
    for (const type of ["pointermove", "pointerdown", "pointerup"]) {
      event.target.dispatchEvent(new PointerEvent(type, {
        bubbles: true, pointerType: "touch", isPrimary: true, clientX: event.clientX, clientY: event.clientY,
      }));
    }
  }, true);
}
// A map that moves needs WebGL 2 and a graphics card. Asking costs some time, so it is asked once a session.
function tellGraphics() {
  if (/(^|; )est_graphics=/.test(document.cookie)) return;
  const software = /swiftshader|llvmpipe|softpipe|software|microsoft basic render/i;
  const context = document.createElement("canvas").getContext("webgl2");
  let graphics = "none";
  const named = context?.getExtension("WEBGL_debug_renderer_info");
  const renderer = context?.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : context.RENDERER) ?? null;
  if (renderer !== null) { // a context that was lost at once, as on a machine that is overcome, says nothing
    graphics = software.test(renderer) ? "software" : "card";
    context.getExtension("WEBGL_lose_context")?.loseContext();
  }
  document.cookie = `est_graphics=${graphics}; path=/; SameSite=Strict`;
}
// The map that fills the window fills the screen too, where the browser lets it: a window may do so only while it is
// pressed. Esc, which then is the browser's own, goes back to the page as the button does.
function fullScreen() {
  const leave = ".st-key-leave-full-map button";
  document.addEventListener("click", (event) => {
    if (event.target.closest(".st-key-open-full-map button")) document.documentElement.requestFullscreen?.().catch(() => {});
    if (event.target.closest(leave) && document.fullscreenElement) document.exitFullscreen();
  }, true);
  document.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement === null) document.querySelector(leave)?.click();
  });
  // a step back never leads into full screen, and out of it: Streamlit is told of the address without it
  window.addEventListener("popstate", () => {
    const there = new URL(document.location);
    if (there.searchParams.has("full")) {
      there.searchParams.delete("full");
      history.replaceState(history.state, "", there);
    }
    if (document.fullscreenElement) document.exitFullscreen();
  }, true);
}
(() => {
  "use strict";
  const measure = () => {
    document.cookie = `est_width=${Math.round(window.innerWidth)}; path=/; SameSite=Strict`;
    document.cookie = `est_height=${Math.round(window.innerHeight)}; path=/; SameSite=Strict`;
  };
  measure();
  window.addEventListener("resize", measure);
  tellGraphics();
  longPresses();
  taps();
  fullScreen();
  // the replacements of the page's language (est/text/<language>/residue.json), which the server puts into the page;
  // Streamlit's own language needs none
  const data = document.getElementById("est-residue");
  const { words, patterns: written } = data === null ? { words: {}, patterns: [] } : JSON.parse(data.textContent);
  const patterns = written.map(([pattern, replacement]) => [new RegExp(pattern), replacement]);
  const labels = ["aria-label", "aria-valuetext", "aria-roledescription", "title", "placeholder", "alt"];
  const translated = (text) => {
    const bare = text.trim();
    if (!bare || bare.length > 1000) return null; // a map is described at length
    if (Object.hasOwn(words, bare)) return text.replace(bare, () => words[bare]);
    for (const [pattern, replacement] of patterns) {
      if (pattern.test(bare)) return text.replace(bare, () => bare.replace(pattern, replacement));
    }
    const [, before, after] = bare.match(/^([A-Z][^:]{3,24})(: [^]+)$/) ?? [];
    if (Object.hasOwn(words, before ?? "")) return text.replace(bare, () => words[before] + after);
    return null;
  };
  // what people wrote, and what the program says itself, is left alone
  const ours = "[data-testid=stMarkdownContainer], [data-testid=stText], [data-testid=stDataFrame] canvas, option, textarea";
  const controls = "[data-testid=stFileUploaderDropzone], [data-testid=stToolbar], [data-testid=stStatusWidget]";
  // the menu's sections stand between the list and its entries, and Vega's marks have a role and no name
  const arrange = (node) => {
    const list = node.closest("[data-testid=stSidebarNavItems]");
    if (list !== null) {
      if (list.getAttribute("role") !== "group") list.setAttribute("role", "group");
      if (node.tagName === "LI" && node.parentElement.tagName !== "UL") node.parentElement.setAttribute("role", "list");
    }
    const role = node.getAttribute("role") ?? "";
    if (role.startsWith("graphics-") && !node.hasAttribute("aria-label")) node.setAttribute("aria-hidden", "true");
  };
  // the slider of the map's weeks is at a number, and says which week that is: the list behind it has them in words
  const speak = (number) => {
    const slider = number.previousElementSibling;
    const week = slider.closest("form")?.querySelector("select")?.options[Number(slider.value)];
    if (week) slider.setAttribute("aria-valuetext", week.text);
  };
  const mend = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const parent = node.parentElement;
      if (parent?.matches(".vega-bind input[type=range] + span")) speak(parent);
      if (parent && parent.closest(ours) && !parent.closest(controls)) return;
      const text = translated(node.nodeValue);
      if (text !== null && text !== node.nodeValue) node.nodeValue = text;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      arrange(node);
      for (const label of labels) {
        const value = node.getAttribute(label);
        const text = value === null ? null : translated(value);
        if (text !== null && text !== value) node.setAttribute(label, text);
      }
      for (const child of node.childNodes) mend(child);
    }
  };
  const watch = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(mend);
      else mend(change.target);
    }
  });
  watch.observe(document.documentElement, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: labels,
  });
  mend(document.body);
})();
