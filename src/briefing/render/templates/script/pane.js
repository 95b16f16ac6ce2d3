// ── the source beside the story ──

const title = byId("pane-title"), claim = byId("pane-claim"), view = byId("pane-view");
const back = byId("pane-back"), on = byId("pane-on");
const wide = matchMedia("(min-width: 64rem)");
let open = null, list = [];

const release = () => {
  if (!open) return;
  for (const node of [...open.marks, open.row]) node?.classList.remove("on");
  open.home.append(open.body);
  opener.removeAttribute("aria-current");
  open = null;
};
const steady = (link, act) => {
  // The column changes its width; the line that was clicked stays where it was.
  const before = link.getBoundingClientRect().top;
  act();
  scrollBy({ top: link.getBoundingClientRect().top - before });
};
const tell = (link) => {
  const told = link.closest(".k")?.querySelector(".t");
  claim.replaceChildren();
  if (!told) return;
  const nth = list.length > 1 ? ` · Citation ${list.indexOf(link) + 1} of ${list.length}` : "";
  claim.append(make("span", "meta", `The briefing says${nth}`), make("p", "", told.textContent));
};
const citationsBeside = (link) => every("a.c[href^='#q'], a.c[href^='#s']", link.closest(".story, #findings, .top") || make("i"));
const show = (link) => {
  const at = place(link);
  if (!at) return false;
  hide();
  release();
  whole(link.closest(".story"));
  [open, opener] = [at, link];
  list = citationsBeside(link);
  title.textContent = where(at);
  tell(link);
  back.disabled = list.indexOf(link) < 1;
  on.disabled = list.indexOf(link) === list.length - 1 || !list.length;
  view.replaceChildren(at.body);
  for (const node of [...at.marks, at.row]) node?.classList.add("on");
  link.setAttribute("aria-current", "true");
  if (!pane.open) {
    steady(link, () => {
      document.body.classList.toggle("split", wide.matches);
      if (wide.matches) pane.show();
      else pane.showModal();
    });
  }
  const first = at.marks[0] || at.row;
  view.scrollTop = 0;
  if (first) view.scrollTop = first.getBoundingClientRect().top - view.getBoundingClientRect().top - view.clientHeight / 3;
  return true;
};
const unfold = (node) => {
  for (let box = node.closest("details:not([open])"); box; box = box.parentElement.closest("details:not([open])")) box.open = true;
};
const step = (by) => {
  const next = list[list.indexOf(opener) + by];
  if (!next) return;
  unfold(next);
  show(next);
  if (document.body.classList.contains("split")) next.scrollIntoView({ block: "center" });
  if (document.activeElement?.disabled || document.activeElement === document.body) title.focus();
};

pane.addEventListener("close", () => {
  const link = opener;
  release();
  if (!link) return;
  steady(link, () => document.body.classList.remove("split"));
  link.focus({ preventScroll: true });
  hide();
});
back.addEventListener("click", () => step(-1));
on.addEventListener("click", () => step(1));
byId("pane-close").addEventListener("click", () => pane.close());
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.c, a.s");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (show(link)) {
    event.preventDefault();
    title.focus({ preventScroll: true });
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) {
    if (owner) hide();
    else if (pane.open) pane.close();
    else return;
    event.preventDefault();
  } else if (pane.contains(event.target) && !event.altKey && !event.ctrlKey && !event.metaKey) {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  }
});

// The texts stand open for readers without a script; with it they are a click away.
const wanted = /^#[qs]\d/.test(location.hash) && bodyOf(/\d+/.exec(location.hash)[0]) && byId(location.hash.slice(1));
for (const box of every("details.src")) {
  box.open = Boolean(wanted && box.contains(wanted));
  box.addEventListener("toggle", () => box.open && bodyOf(box.id.slice(1)));
}
if (wanted) wanted.scrollIntoView();
