// Leads back to the sign-in when the session of this page has ended, so that nothing stays readable on the screen.
(function () {
  const address = new URL("session", document.currentScript.src);
  async function look() {
    try {
      const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
      if (answer.status === 401) location.reload();
    } catch {
      // the program is not reached just now; what is on the screen stays
    }
  }
  setInterval(look, 10000);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  window.addEventListener("est-closed", look); // at once, where the program closes its end: see connection.js
})();
