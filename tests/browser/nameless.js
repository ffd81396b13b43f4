// What can be used, is seen, and has no name that a screen reader could say.
() => [...document.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea, [role=button]")]
  .filter((e) => e.offsetParent !== null && getComputedStyle(e).visibility !== "hidden")
  .filter((e) => !e.closest("[aria-hidden=true]"))
  .filter((e) => !(e.innerText || "").trim() && !e.getAttribute("title") && !(e.labels && e.labels.length))
  .filter((e) => !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby"))
  .map((e) => e.outerHTML.slice(0, 200))
