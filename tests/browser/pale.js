// Text with less contrast against its ground than WCAG 2.1 asks for (1.4.3): 4.5, and 3 for large text.
() => {
  const rgb = (c) => { const m = c.match(/[\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const linear = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = (c) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const above = (e) => e.parentElement ?? e.getRootNode().host; // a table of ours has a tree of its own
  const up = (e) => { const all = []; for (let n = e; n; n = above(n)) all.push(getComputedStyle(n)); return all; };
  const within = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? within(e.shadowRoot) : [])]);
  const pale = [];
  for (const e of within(document.querySelector("[data-testid=stApp]"))) {
    const text = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.nodeValue.trim()).join("");
    if (!text || e.offsetParent === null || e.closest("[aria-hidden=true], canvas, svg, [disabled]")) continue;
    const styles = up(e), own = styles[0];
    if (own.visibility === "hidden") continue;
    const below = styles.map((s) => rgb(s.backgroundColor)).reverse().reduce((b, a) => over(a, b), [255, 255, 255, 1]);
    const ink = rgb(own.color);
    ink[3] *= styles.reduce((opacity, s) => opacity * Number(s.opacity), 1);
    const a = light(over(ink, below)), b = light(below);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(own.fontSize);
    const large = size >= 24 || (size >= 18.6 && Number(own.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) pale.push(`${ratio.toFixed(2)} ${own.color} ${text.slice(0, 60)}`);
  }
  return pale;
}
