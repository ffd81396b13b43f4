// The keyboard is never lost. What the bar of filters opens lies at the end of the page, behind all else: opened by keyboard it
// takes the focus, and Tab beyond its last field, or back before its first, closes it and goes on from the button that opened
// it. Where what was pressed is gone afterwards, or what was open is closed, the focus goes to what stood next to it.
(() => {
  "use strict";
  const fields = "input:not([type=hidden]), button, select, textarea, a[href], [tabindex]:not([tabindex='-1'])";
  const reached = (part) => [...part.querySelectorAll(fields)].filter((one) => !one.disabled && one.tabIndex >= 0 && one.offsetParent);
  const within = () => document.querySelector("[data-testid=stPopoverBody]");
  const lost = () => document.activeElement === null || document.activeElement === document.body;
  let opener = null; // of the popover
  let pressed = []; // what was pressed last outside a dialog, and what stood behind and before it
  let watched = 0;

  const enter = (tries) => {
    const body = within();
    const first = body && reached(body)[0];
    if (first) first.focus();
    else if (tries > 0) setTimeout(enter, 50, tries - 1);
  };
  const keep = (places, number, tries) => {
    if (number !== watched) return; // another key, or the mouse, has said where to be
    const next = lost() ? places.find((one) => one.isConnected && one.offsetParent && !one.disabled) : null;
    if (next) next.focus({ preventScroll: true });
    if (tries > 0) setTimeout(keep, 150, places, number, tries - 1);
  };
  const around = (event) => { // a table of the page has a tree of its own: its host stands for it there
    const all = reached(document), host = event.target;
    const behind = all.filter((one) => host.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    const before = all.filter((one) => host.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
    return [event.composedPath()[0], ...behind, ...before.reverse()];
  };
  document.addEventListener("pointerdown", () => { watched += 1; }, true);
  document.addEventListener("keydown", (event) => {
    if (!event.isTrusted) return;
    watched += 1;
    const at = event.target, dialog = at.closest?.("[role=dialog]");
    if (["Enter", " "].includes(event.key)) {
      const places = around(event);
      if (!dialog) pressed = places;
      setTimeout(keep, 150, places, watched, 30);
    } else if (event.key === "Escape" && dialog) {
      setTimeout(keep, 150, pressed, watched, 30);
    }
  }, true);
  document.addEventListener("keydown", (event) => {
    if (!event.isTrusted) return;
    const button = event.target.closest?.("[data-testid=stPopover] button");
    if (button && !within() && ["Enter", " ", "ArrowDown"].includes(event.key)) {
      opener = button;
      if (event.key === "ArrowDown") {
        event.preventDefault();
        button.click();
      }
      setTimeout(enter, 50, 40);
      return;
    }
    const body = within();
    if (!body || !opener || !body.contains(event.target)) return;
    if (event.key === "Escape") setTimeout((back) => back.isConnected && back.focus(), 100, opener);
    if (event.key !== "Tab") return;
    const all = reached(body), edge = event.shiftKey ? all[0] : all.at(-1);
    if (event.target !== edge) return;
    opener.focus(); // the browser goes on from here, as this key is not taken from it
    if (event.shiftKey) event.preventDefault();
    opener.click();
  }, true);
})();
