// ── the keyboard ──

const single = byId("keys-on");
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

const toStory = (by) => {
  const shown = stories.filter((story) => !story.hidden);
  // The last story may be too short to reach the top; then the one just gone to counts.
  const gone = shown.indexOf(document.activeElement), place = shown[gone]?.getBoundingClientRect();
  const here = place && place.top < innerHeight && place.bottom > 0;
  const at = here ? gone : shown.findLastIndex((story) => story.getBoundingClientRect().top < 80);
  const next = shown[Math.max(0, at + by)];
  if (!next) return;
  next.scrollIntoView();
  next.focus({ preventScroll: true });
};
const ACTS = { j: () => toStory(1), k: () => toStory(-1), "/": () => box.focus() };
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea");
  if (typing || !single.checked || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
