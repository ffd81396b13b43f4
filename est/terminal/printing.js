// On paper a table is a picture of what is in sight of it, and a drawer or a tab that is closed has nothing in it. So Ctrl+P
// goes by the print view, which is whole, and back from it when the page is printed. Who prints by the browser's menu gets
// what the page holds: drawers are opened that have their content, and of the others the sheet says so.
(() => {
  "use strict";
  const told = document.currentScript.dataset.told;
  const view = ".st-key-not-on-paper", still = 700, longest = 60000; // ms
  const closed = "[data-testid=stMain] details:not([open])";
  const lacking = `${closed}, ` + ["stDataFrame", "stTabs", "stDeckGlJsonChart"]
    .map((part) => `[data-testid=stMain] [data-testid=${part}]`).join(", ");
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
    if (page === null || document.querySelector(view) !== null) return;
    const opened = [...page.querySelectorAll("[class*=st-key-whole-] details:not([open])")];
    for (const part of opened) part.open = true;
    const ground = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor.match(/\d+/g) ?? [255];
    document.documentElement.classList.toggle("est-dark", ground[0] < 60); // of which the pictures are turned to light
    const sentence = Object.assign(document.createElement("p"), { className: "est-not-whole", textContent: told });
    if (page.querySelector(lacking) !== null) page.prepend(sentence);
    addEventListener("afterprint", () => {
      sentence.remove();
      document.documentElement.classList.remove("est-dark");
      for (const part of opened) part.open = false;
    }, { once: true });
  });
})();
