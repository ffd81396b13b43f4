// Tells the program how wide the window is, so that a map fits into it; makes a slow click on a map count; and replaces
// the English words of Streamlit's own controls where a reader meets them. It holds texts of ours only, and changes text nodes and labels only: nothing
// becomes markup.
// The map takes no press for a click that lasts, or on a busy machine is seen to last, more than 250 ms: it is pressed
// again for the reader, at the same place and quickly.
function longPresses() {
  const longest = 250, given_up = 3000, still = 8; // ms, ms, pixels
  let down = null;
  const press = (event, tries) => {
    const send = (type, buttons) => event.target.dispatchEvent(new PointerEvent(type, {
      bubbles: true, cancelable: true, composed: true, pointerId: event.pointerId, pointerType: event.pointerType,
      isPrimary: true, clientX: event.clientX, clientY: event.clientY, button: 0, buttons,
    }));
    const begun = performance.now();
    send("pointerdown", 1);
    const late = performance.now() - begun > longest / 2;
    send(late ? "pointercancel" : "pointerup", 0);
    if (late && tries > 1) setTimeout(press, 100, event, tries - 1);
  };
  document.addEventListener("pointerdown", (event) => {
    if (!event.isTrusted) return;
    const on_map = event.isPrimary && event.button === 0 && event.target.closest("[data-testid=stDeckGlJsonChart]");
    down = on_map ? { x: event.clientX, y: event.clientY, seen: performance.now() } : null;
  }, true);
  document.addEventListener("pointerup", (event) => {
    if (!event.isTrusted || down === null) return;
    const lasted = performance.now() - down.seen, moved = Math.hypot(event.clientX - down.x, event.clientY - down.y);
    down = null;
    if (lasted > longest + 20 && lasted < given_up && moved < still) setTimeout(press, 0, event, 5);
  }, true);
}
(() => {
  "use strict";
  const measure = () => {
    document.cookie = `est_width=${Math.round(window.innerWidth)}; path=/; SameSite=Strict`;
  };
  measure();
  window.addEventListener("resize", measure);
  longPresses();
  if (document.documentElement.lang !== "sv") return;
  const words = {
    "Browse files": "Välj filer",
    "Upload": "Välj fil",
    "Drag and drop file here": "Dra och släpp filen här",
    "Drag and drop files here": "Dra och släpp filer här",
    "Press Enter to apply": "Tryck på Enter för att använda",
    "Press Enter to submit form": "Tryck på Enter för att skicka",
    "Press ⌘+Enter to apply": "Tryck på ⌘+Enter för att använda",
    "Press Ctrl+Enter to apply": "Tryck på Ctrl+Enter för att använda",
    "Choose options": "Välj",
    "Choose an option": "Välj",
    "No options to select": "Inget att välja på",
    "No results": "Inga träffar",
    "Select all": "Markera alla",
    "Select all matches": "Markera alla träffar",
    "Clear all": "Rensa",
    "Clear value": "Rensa",
    "Remove file": "Ta bort filen",
    "Open": "Öppna",
    "Close": "Stäng",
    "Fullscreen": "Helskärm",
    "View fullscreen": "Helskärm",
    "Close fullscreen": "Lämna helskärm",
    "Exit fullscreen": "Lämna helskärm",
    "Search": "Sök",
    "Show/hide columns": "Visa eller dölj kolumner",
    "Download as CSV": "Ladda ner som CSV",
    "Show data": "Visa siffror",
    "Show chart": "Visa diagram",
    "Rerun": "Kör om",
    "Settings": "Inställningar",
    "Print": "Skriv ut",
    "Auto rerun": "Kör om automatiskt",
    "About": "Om",
    "Clear cache": "Töm cache",
    "Record a screencast": "Spela in skärmen",
    "Running...": "Arbetar …",
    "Stop": "Stoppa",
    "Connecting": "Ansluter",
    "Connection error": "Anslutningen bröts",
    "Please wait...": "Vänta …",
    "Is Streamlit still running?": "Är programmet igång?",
    "Page not found": "Sidan finns inte",
    "Expand sidebar": "Visa menyn",
    "Collapse sidebar": "Dölj menyn",
    "Open sidebar": "Visa menyn",
    "Close sidebar": "Dölj menyn",
    "Main menu": "Huvudmeny",
    "Increment": "Öka",
    "Decrement": "Minska",
    "Increase": "Öka",
    "Decrease": "Minska",
    "View more": "Visa fler",
    "View less": "Visa färre",
    "Copy to clipboard": "Kopiera",
    "Link to heading": "Länk till rubriken",
    "empty": "tomt",
    "Theme": "Tema",
    "Light": "Ljust",
    "Dark": "Mörkt",
    "System": "Systemets",
    "Use system setting": "Systemets",
    "Wide mode": "Bred sida",
    "Appearance": "Utseende",
    "Skip to main content": "Hoppa till innehållet",
    "App pages": "Sidor",
    "Sidebar": "Meny",
    "Choose date": "Välj datum",
    "Previous month": "Föregående månad",
    "Next month": "Nästa månad",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.":
      "Välj dag med piltangenterna, ta den med Enter, stäng med Escape.",
    "yyyy": "åååå",
    "Empty": "Tomt",
    "Selected values": "Valda",
    "Clear selection": "Rensa valet",
    "Sort ascending": "Sortera stigande",
    "Sort descending": "Sortera fallande",
    "Statistics": "Statistik",
    "Autosize": "Anpassa bredden",
    "Pin column": "Fäst kolumnen",
    "Unpin column": "Lossa kolumnen",
    "Hide column": "Dölj kolumnen",
    "Download as PNG": "Ladda ner som bild (PNG)",
    "Copy Vega-Lite spec": "Kopiera diagrammets beskrivning (Vega-Lite)",
    "Zoom in": "Zooma in",
    "Zoom out": "Zooma ut",
    "Uploading...": "Laddar upp …",
    "Network error": "Nätverksfel",
    "Copied": "Kopierat",
    "visualization": "diagram",
  };
  const months = "januari februari mars april maj juni juli augusti september oktober november december".split(" ");
  const english = "January February March April May June July August September October November December".split(" ");
  const parts = { year: "år", month: "månad", day: "dag" };
  const patterns = [
    [/^(?:Limit )?(\d+) ?([KMG]B) per file(?: • (.*))?$/, (_, size, unit, kinds) => `Högst ${size}\u00a0${unit} per fil` + (kinds ? ` • ${kinds}` : "")],
    [/^This app has encountered an error\.[^]*$/, () => "Något gick fel i programmet, så sidan är inte hel. Ladda om den. Kommer felet igen: säg till den som sköter programmet; vad som hände står i serverns logg."],
    [/^Selected (.+)\. (.+)$/, (_, what, rest) => `Valt: ${what}. ${rest}`],
    [/^View (\d+) more$/, (_, count) => `Visa ${count} fler`],
    [/^Remove (.+)$/, (_, what) => `Ta bort ${what}`],
    [/^([A-Z][^:]{3,24}): ([^]+)$/, (all, what, of) => Object.hasOwn(words, what) ? `${words[what]}: ${of}` : all],
    [/^\w+ mark container$/, () => "del av diagrammet"],
    [/^Help for ([^]+)$/, (_, what) => `Hjälp: ${what}`],
    [/^Choose date, (.+)$/, (_, chosen) => `Välj datum, ${chosen}`],
    [/^(year|month|day), ([^]+)$/, (_, part, of) => `${parts[part]}, ${of}`],
    [/^(\d\d) – ([A-Z][a-z]+)$/, (all, number, name) => english.includes(name) ? `${number} – ${months[english.indexOf(name)]}` : all],
  ];
  const labels = ["aria-label", "aria-valuetext", "aria-roledescription", "title", "placeholder", "alt"];
  const said = (text) => {
    const bare = text.trim();
    if (!bare || bare.length > 1000) return null; // a map is described at length
    if (Object.hasOwn(words, bare)) return text.replace(bare, words[bare]);
    for (const [pattern, write] of patterns) {
      if (pattern.test(bare)) return text.replace(bare, bare.replace(pattern, write));
    }
    return null;
  };
  // what people wrote, and what the program says itself, is left alone
  const ours = "[data-testid=stMarkdownContainer], [data-testid=stText], [data-testid=stDataFrame] canvas, option, textarea";
  const controls = "[data-testid=stFileUploaderDropzone], [data-testid=stToolbar], [data-testid=stStatusWidget]";
  const mend = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const parent = node.parentElement;
      if (parent && parent.closest(ours) && !parent.closest(controls)) return;
      const text = said(node.nodeValue);
      if (text !== null && text !== node.nodeValue) node.nodeValue = text;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const label of labels) {
        const value = node.getAttribute(label);
        const text = value === null ? null : said(value);
        if (text !== null && text !== value) node.setAttribute(label, text);
      }
      for (const child of node.childNodes) mend(child);
    }
  };
  const watch = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(mend);
      else mend(change.target);
    }
  });
  watch.observe(document.documentElement, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: labels,
  });
  mend(document.body);
})();
