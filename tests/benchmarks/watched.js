// Notes when something on the page last changed, was drawn or came from the server, and when it was last clicked.
(() => {
  let changed = 0, clicked = 0;
  const note = () => { changed = performance.now(); };
  const watch = (root) => new MutationObserver(note).observe(root, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
  watch(document);
  const attached = Element.prototype.attachShadow; // our tables stand in roots of their own
  Element.prototype.attachShadow = function (...given) {
    const root = attached.apply(this, given);
    watch(root);
    return root;
  };
  const canvas = CanvasRenderingContext2D.prototype; // tables and charts change nothing else when they are drawn
  for (const name of ["clearRect", "fillRect", "fill", "stroke", "fillText", "drawImage"]) {
    const drawn = canvas[name];
    canvas[name] = function (...given) { note(); return drawn.apply(this, given); };
  }
  // what comes and changes nothing, as an empty page that is run again, is waited for all the same
  window.WebSocket = class extends WebSocket {
    constructor(...given) { super(...given); this.addEventListener("message", note); }
  };
  document.addEventListener("click", () => { clicked = performance.now(); }, true);
  window.watched = () => ({ changed, clicked, calm: performance.now() - changed });
})();
