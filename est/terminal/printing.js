// On paper a table is a picture of what is in sight of it. So Ctrl+P goes by the print view, whose tables are whole, and
// back from it when the page is printed; who prints in another way is told on the sheet.
(() => {
  "use strict";
  const told = document.currentScript.dataset.told;
  const view = ".st-key-not-on-paper", still = 700, longest = 60000; // ms
  const drawn = () => document.querySelector(view) !== null && document.querySelector("[data-testid=stSkeleton]") === null
    && document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]") !== null;
  const print = (begun, since) => {
    const now = performance.now(), last = drawn() ? since : now;
    if (now - last < still && now - begun < longest) {
      setTimeout(print, 100, begun, last);
      return;
    }
    addEventListener("afterprint", () => document.querySelector(".st-key-back-from-print button")?.click(), { once: true });
    window.print();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    const enter = document.querySelector(".st-key-print button");
    if (enter === null || document.querySelector(view) !== null) return;
    event.preventDefault();
    enter.click();
    print(performance.now(), performance.now());
  }, true);
  addEventListener("beforeprint", () => {
    const page = document.querySelector("[data-testid=stMainBlockContainer]");
    if (page === null || page.querySelector("[data-testid=stDataFrame]") === null) return;
    const sentence = Object.assign(document.createElement("p"), { className: "est-cut-tables", textContent: told });
    page.prepend(sentence);
    addEventListener("afterprint", () => sentence.remove(), { once: true });
  });
})();
