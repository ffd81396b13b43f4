// On a phone what is chosen scrolls away with the bar of filters. Then a line in the head of the page, which covers nothing
// that the head does not, says it still; pressed, it leads back to the bar.
(() => {
  "use strict";
  const line = ".st-key-back-to-selection button", bar = () => document.querySelector(".st-key-selection");
  const look = () => {
    const box = bar(), head = document.querySelector("[data-testid=stHeader]");
    const gone = box !== null && head !== null && box.getBoundingClientRect().bottom < head.getBoundingClientRect().bottom;
    document.documentElement.classList.toggle("past-selection", gone);
  };
  document.addEventListener("scroll", look, { capture: true, passive: true });
  addEventListener("resize", look);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(line) || bar() === null) return;
    event.preventDefault();
    event.stopPropagation(); // the server has nothing to do
    bar().scrollIntoView({ block: "center" });
    bar().querySelector("summary")?.focus({ preventScroll: true });
  }, true);
})();
