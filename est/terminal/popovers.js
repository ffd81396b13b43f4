// What the bar of filters opens lies at the end of the page, behind all else for the keyboard. Opened by keyboard it takes the
// focus, and Tab beyond its last field, or back before its first, closes it and goes on from the button that opened it.
(() => {
  "use strict";
  const fields = "input:not([type=hidden]), button, select, textarea, a[href], [tabindex]:not([tabindex='-1'])";
  let opener = null;
  const within = () => document.querySelector("[data-testid=stPopoverBody]");
  const reached = (body) => [...body.querySelectorAll(fields)].filter((one) => !one.disabled && one.tabIndex >= 0 && one.offsetParent);
  const enter = (tries) => {
    const body = within();
    const first = body && reached(body)[0];
    if (first) first.focus();
    else if (tries > 0) setTimeout(enter, 50, tries - 1);
  };
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
    if (!body || !opener || event.key !== "Tab" || !body.contains(event.target)) return;
    const all = reached(body), edge = event.shiftKey ? all[0] : all.at(-1);
    if (event.target !== edge) return;
    const back = opener;
    back.focus(); // the browser goes on from here, as this key is not taken from it
    if (event.shiftKey) event.preventDefault();
    back.click();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.isTrusted && event.key === "Escape" && opener?.isConnected && within()?.contains(event.target)) {
      setTimeout((button) => button.focus(), 100, opener);
    }
  }, true);
})();
