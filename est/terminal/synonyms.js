// A category is found by other words for it, which stand behind its name in a list of lines: of those that have no room for
// all their words, the one that was found stands below the name.
(() => {
  "use strict";
  const list = "[data-testid=stMultiSelectDropdown]";
  const look = () => {
    const written = document.activeElement?.matches("input[role=combobox]") ? document.activeElement.value : "";
    const asked = written.trim().toLowerCase();
    for (const option of document.querySelectorAll(`${list} [role=option]`)) {
      const line = option.firstElementChild, [, name, words] = option.textContent.match(/^(.*?) \((.*)\)$/) ?? [];
      delete line.dataset.found;
      if (!asked || !words || name.toLowerCase().includes(asked) || line.scrollHeight <= line.clientHeight + 1) continue;
      const found = words.split("; ").filter((word) => word.toLowerCase().includes(asked));
      if (found.length) line.dataset.found = found.join("; ");
    }
  };
  const drawn = new MutationObserver(look);
  new MutationObserver(() => { // a list stands outside the page, and is there while it is open
    drawn.disconnect();
    const opened = document.querySelector(list);
    if (opened) drawn.observe(opened, { childList: true, subtree: true, characterData: true });
    look();
  }).observe(document.body, { childList: true });
  document.addEventListener("input", () => requestAnimationFrame(look), true);
})();
