// What can be pressed in the page, is seen, and is smaller in some direction than so many pixels.
(least) => {
  const pressed = "button, a[href], summary, input:not([type=hidden])";
  const room = (one) => (one.matches("[type=checkbox], [type=radio]") ? one.closest("label") : one).getBoundingClientRect();
  return [...document.querySelectorAll("[data-testid=stMain] *")]
    .filter((one) => one.matches(pressed) && one.offsetParent !== null && !one.closest("[aria-hidden=true]"))
    .filter((one) => getComputedStyle(one).visibility !== "hidden" && room(one).width > 0)
    .filter((one) => Math.min(room(one).width, room(one).height) < least)
    .map((one) => one.outerHTML.slice(0, 200));
}
