// ── all quotes of a story, for reading on and for paper ──

// Of every mark, or of those alone that stand outside folded parts.
const quotesIn = (story, n, unfoldedOnly) => {
  const seen = new Set(), items = make("ol");
  for (const link of every("a.c", story)) {
    const number = /^\[(\d+)\]$/.exec(link.textContent)?.[1];
    if (!number || seen.has(number) || (unfoldedOnly && link.closest("details:not([open])"))) continue;
    const at = place(link);
    if (!at?.marks.length) continue;
    seen.add(number);
    const line = make("li");
    line.id = `e${n}-${number}`;
    line.append(make("span", "meta", `[${number}] ${where(at)}`), quote(at));
    items.append(line);
  }
  return items;
};
const write = (notes, unfoldedOnly) => {
  const story = notes.closest(".story");
  whole(story);
  notes.querySelector("ol")?.remove();
  notes.append(quotesIn(story, stories.indexOf(story) + 1, unfoldedOnly));
};
const notes = stories.flatMap((story) => {
  if (!story.querySelector("a.c[href^='#q']")) return [];
  const all = make("details", "more quotes");
  all.append(make("summary", "", "All quotes, in the original"));
  all.addEventListener("toggle", () => all.open && !all.querySelector("ol") && write(all, false));
  story.append(all);
  return all;
});

let turned = [], unfolded = [];
addEventListener("beforeprint", () => {
  if (pane.open) pane.close();
  hide();
  unfolded = notes.filter((all) => !all.open && !all.closest("[hidden]"));
  for (const all of unfolded) {
    all.open = true;
    write(all, true);
  }
  // On paper a mark leads to its words at the end of the story.
  turned = stories.flatMap((story, n) =>
    every("a.c[href^='#q']", story).map((link) => [link, link.getAttribute("href"), `#e${n + 1}-${link.textContent.slice(1, -1)}`]),
  );
  for (const [link, , end] of turned) if (byId(end.slice(1))) link.setAttribute("href", end);
});
addEventListener("afterprint", () => {
  for (const [link, href] of turned) link.setAttribute("href", href);
  for (const all of unfolded) {
    all.open = false;
    all.querySelector("ol")?.remove();
  }
  [turned, unfolded] = [[], []];
});
