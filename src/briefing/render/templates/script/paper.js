// ── on paper: the words of each mark that is open, at the end of its story ──

let turned = [];
addEventListener("beforeprint", () => {
  if (pane.open) pane.close();
  hide();
  stories.forEach((story, n) => {
    if (story.hidden) return;
    whole(story);
    const shelf = make("ol", "paper"), ends = new Map();
    for (const link of every("a.c[href^='#q']", story)) {
      if (link.closest("details:not([open])")) continue;
      const at = place(link);
      if (!at?.quotes.length) continue;
      const key = link.getAttribute("href") + " " + (link.dataset.q || "");
      if (!ends.has(key)) {
        const line = make("li");
        line.id = `e${n + 1}-${ends.size + 1}`;
        line.append(make("span", "note", `${where(at)}: `), ...at.quotes.map((said) => quote(said, "span")));
        ends.set(key, line);
      }
      // A mark leads to its words on the paper, too.
      turned.push([link, link.getAttribute("href")]);
      link.setAttribute("href", "#" + ends.get(key).id);
    }
    if (!ends.size) return;
    shelf.append(...ends.values());
    const part = make("section", "endnotes");
    part.append(make("h3", "", "Quotes, in the original"), shelf);
    story.append(part);
  });
});
addEventListener("afterprint", () => {
  for (const [link, href] of turned) link.setAttribute("href", href);
  turned = [];
  for (const part of every(".endnotes")) part.remove();
});
