// ── the words at a glance: on hover and on focus ──

const pane = byId("pane"), pop = byId("pop");
let timer = 0, owner = null, opener = null, asker = null;

const hide = () => {
  clearTimeout(timer);
  owner?.removeAttribute("aria-describedby");
  owner = null;
  pop.hidden = true;
};
const glance = (link) => {
  const at = place(link);
  // What the pane shows already needs no second showing.
  if (!at || !at.quotes.length || (pane.open && link === opener)) return;
  hide();
  owner = link;
  link.setAttribute("aria-describedby", "pop");
  pop.replaceChildren(make("p", "note", where(at)));
  for (const said of at.quotes) {
    pop.append(quote(said, "blockquote"));
    if (said.english) pop.append(make("p", "en", said.english));
  }
  pop.hidden = false;
  const box = link.getBoundingClientRect(), size = pop.getBoundingClientRect();
  const room = document.documentElement.clientWidth - size.width - 8;
  const above = box.bottom + size.height + 8 > innerHeight && box.top > size.height + 8;
  pop.style.left = `${Math.max(8, Math.min(box.left - 24, room)) + scrollX}px`;
  pop.style.top = `${(above ? box.top - size.height - 6 : box.bottom + 6) + scrollY}px`;
};
const later = (act, wait) => {
  clearTimeout(timer);
  timer = setTimeout(act, wait);
};
const citation = (event) => event.target.closest?.("a.c");

document.addEventListener("pointerover", (event) => {
  const link = citation(event);
  if (event.pointerType === "touch") return;
  if (link && link !== owner) later(() => glance(link), 250);
  else if (link || pop.contains(event.target)) clearTimeout(timer);
  else if (owner) later(hide, 250);
  else clearTimeout(timer);
});
document.addEventListener("focusin", (event) => {
  const link = citation(event);
  if (link?.matches(":focus-visible")) glance(link);
  else if (owner) hide();
});
