// A row that opens something is ticked in its first column, or with Shift and space. A press anywhere in it does so too, and
// Enter or space where the keyboard stands, which the arrows move without opening what they pass. What is opened below the
// table is brought into sight, and the focus stays in the table.
(() => {
  "use strict";
  const head = 36, handle = 36; // pixels of the table's heading, which sorts it, and of the ticks
  const table = (event) => event.isTrusted
    ? event.target.closest?.("[class*=st-key-opens-] [data-testid=stDataFrame]")?.querySelector("[data-testid=data-grid-canvas]")
    : null;
  const press = (part, x, y) => {
    for (const [type, buttons] of [["pointermove", 0], ["pointerdown", 1], ["pointerup", 0]]) {
      part.dispatchEvent(new PointerEvent(type, {
        bubbles: true, cancelable: true, composed: true, pointerId: 1, pointerType: "mouse", isPrimary: true,
        clientX: x, clientY: y, button: 0, buttons,
      }));
    }
  };
  const show = (part, tries, high) => {
    const opened = part.nextElementSibling?.querySelector(":scope > [class*=st-key-open-row-]");
    if (opened) opened.scrollIntoView({ block: "nearest" });
    if (tries > 0 && !(opened && opened.offsetHeight === high)) setTimeout(show, 200, part, tries - 1, opened?.offsetHeight);
  };
  const follow = (canvas) => {
    const part = canvas.closest("[class*=st-key-opens-]").closest("[data-testid=stLayoutWrapper]");
    if (part !== null) setTimeout(show, 200, part, 15, 0);
  };
  document.addEventListener("click", (event) => {
    const canvas = table(event), part = event.target.closest?.("[class*=st-key-opens-]");
    if (!canvas && part && !part.querySelector("[data-testid=stDataFrame]")) { // a table of the page
      setTimeout(show, 200, part.closest("[data-testid=stLayoutWrapper]"), 15, 0);
    }
    if (!canvas) return;
    const { left, top } = canvas.getBoundingClientRect();
    if (event.clientY < top + head) return;
    if (event.clientX > left + handle) setTimeout(press, 0, event.target, left + handle / 2, event.clientY);
    follow(canvas);
  }, true);
  document.addEventListener("keydown", (event) => {
    const canvas = table(event);
    if (!canvas?.contains(event.target) || !["Enter", " "].includes(event.key) || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    canvas.dispatchEvent(new KeyboardEvent("keydown", {
      key: " ", code: "Space", keyCode: 32, shiftKey: true, bubbles: true, cancelable: true, composed: true,
    }));
    follow(canvas);
  }, true);
})();
