// ── the keyboard ──

const keys = byId("keys"), single = byId("keys-on");
const kept = (value) => {
  // A page opened from disk may have no memory; then the choice lasts as long as the page.
  try {
    if (value !== undefined) localStorage.setItem("briefing-keys", value);
    return localStorage.getItem("briefing-keys");
  } catch {
    return null;
  }
};
single.checked = kept() !== "off";
single.addEventListener("change", () => kept(single.checked ? "on" : "off"));
const listKeys = () => keys.open || keys.showModal();
byId("keys-open").addEventListener("click", listKeys);
byId("keys-close").addEventListener("click", () => keys.close());

const inView = () => {
  const shown = stories.filter((story) => !story.hidden);
  // The last story may be too short to reach the top; then the one just gone to counts.
  const gone = shown.indexOf(document.activeElement), box = shown[gone]?.getBoundingClientRect();
  if (box && box.top < innerHeight && box.bottom > 0) return { shown, at: gone };
  return { shown, at: shown.findLastIndex((story) => story.getBoundingClientRect().top < 40) };
};
const toStory = (by) => {
  const { shown, at } = inView(), next = shown[Math.max(0, at + by)];
  if (!next) return;
  next.scrollIntoView();
  next.focus({ preventScroll: true });
};
const toCitation = (by) => {
  if (pane.open) return step(by);
  const { shown, at } = inView(), near = document.activeElement.closest?.("a.c");
  const first = near || (shown[Math.max(0, at)] || document).querySelector("a.c[href]");
  if (first && show(first)) title.focus({ preventScroll: true });
};
const ACTS = {
  j: () => toStory(1),
  k: () => toStory(-1),
  n: () => toCitation(1),
  p: () => toCitation(-1),
  "/": () => box.focus(),
  f: () => {
    document.querySelector(".by-facet").open = true;
    selects[0].focus();
  },
  g: () => scrollTo({ top: 0 }),
  "?": listKeys,
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea");
  if (typing || !single.checked || event.altKey || event.ctrlKey || event.metaKey || keys.open || event.defaultPrevented) return;
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
