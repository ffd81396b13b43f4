// Says on the page what is lacking where its open connection to the program is never made, as behind a proxy that does
// not pass on websockets, or not the Host that the browser sent. Without it such a page stays blank.
(() => {
  "use strict";
  const told = document.currentScript.dataset.told;
  const refusals = 2, patience = 30000; // attempts that came to nothing, or ms without an answer to one
  const Given = window.WebSocket;
  let opened = false, refused = 0, shown = null;
  const show = () => {
    if (opened || shown !== null) return;
    if (document.body === null) {
      document.addEventListener("DOMContentLoaded", show);
      return;
    }
    shown = document.createElement("p");
    shown.setAttribute("role", "alert");
    shown.style.cssText = "position:fixed;z-index:1000000;top:0;left:0;right:0;margin:0;padding:1rem 1.5rem;"
      + "background:#fff;color:#0b0f14;border-bottom:.25rem solid #a61c00;font:1.1rem/1.5 system-ui,sans-serif";
    shown.textContent = told;
    document.body.prepend(shown);
  };
  // Without it Streamlit asks for its server twice before it opens the connection: below the page's own address, where
  // there is none, and above it. All pages stand beside each other, so the server is where this page's folder is.
  window.__streamlit = {
    BACKEND_BASE_URL: new URL(".", location.href).href,
    HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
  };
  window.WebSocket = class extends Given {
    constructor(...wanted) {
      super(...wanted);
      this.addEventListener("open", () => {
        opened = true;
        shown?.remove();
      });
      this.addEventListener("close", () => {
        refused += 1;
        window.dispatchEvent(new Event("est-closed")); // session.js asks whether that is as its session has ended
        if (refused >= refusals) show();
      });
    }
  };
  // with another Host the page's own scripts are refused, as those of a foreign page
  window.addEventListener("error", (event) => {
    if (event.target instanceof HTMLScriptElement) show();
  }, true);
  setTimeout(show, patience);
})();
