// ── the source beside the sentence ──

const claim = byId("pane-claim"), view = byId("pane-view"), tabs = byId("pane-tabs"), proof = byId("pane-proof");
const wide = matchMedia("(min-width: 64rem)");
const TOLD = { happened: "fact", planned: "plan", denied: "denial", alleged: "claim" };
let open = null, list = [];

const release = () => {
  if (!open) return;
  for (const node of [...open.marks, ...open.english, ...open.rows]) node.classList.remove("on");
  open.home.append(open.body);
  opener.removeAttribute("aria-current");
  opener.closest(".k")?.classList.remove("asked");
  open = null;
};
const steady = (link, act) => {
  // The column changes its width; the line that was clicked stays where it was.
  const before = link.getBoundingClientRect().top;
  act();
  scrollBy({ top: link.getBoundingClientRect().top - before });
};
// A text as it is seen.
const plainly = (node) => {
  const seen = node.cloneNode(true);
  for (const unseen of every(".vh", seen)) unseen.remove();
  return seen.textContent;
};
// What is asked about: the sentence, what is told of it, what was checked.
const tell = (link) => {
  const told = link.closest(".k"), text = told?.querySelector(".t"), why = told?.querySelector(".why p");
  claim.replaceChildren(...(text ? text.cloneNode(true).childNodes : []));
  const kind = byId("pane-kind"), status = told?.dataset.told;
  kind.textContent = why ? plainly(why) : told?.querySelector(".val") ? "Where sources differ" : status ? `Sentence, reported as ${TOLD[status]}` : "Source";
  kind.classList.toggle("warn", Boolean(why));
  const known = told?.querySelector(".proof");
  proof.hidden = !known;
  proof.open = Boolean(why) || wide.matches;
  proof.querySelector("ul")?.remove();
  if (!known) return;
  const lines = known.cloneNode(true);
  lines.hidden = false;
  proof.append(lines);
};
// One button for each source; where they differ, each with what it says and in which words.
const offer = (link) => {
  const differ = Boolean(link.closest(".val"));
  tabs.classList.toggle("both", differ);
  tabs.hidden = list.length < 2 && !differ;
  tabs.replaceChildren(
    ...list.map((other) => {
      const button = make("button"), { who, lang, tag } = nameOf(target(other)[2]);
      button.type = "button";
      if (differ) {
        const words = make("span", "words");
        for (const said of place(other)?.quotes || []) {
          words.append(quote(said, "span"));
          if (said.english) words.append(make("span", "en", said.english), " ");
        }
        button.append(make("b", "", other.closest(".val").querySelector("b").textContent), make("span", "by", `${who}, ${lang}`), words);
      } else button.append(who, " ", make("i", "", tag));
      if (other === link) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => show(other));
      return button;
    }),
  );
};
// Those of the sentence; those that a warning brings against it stand apart.
const citationsBeside = (link) =>
  every("a.c[href^='#q'], a.c[href^='#s']", link.closest(".why, .k") || make("i")).filter((other) => other.closest(".why, .k") === link.closest(".why, .k"));
// Where sources differ, the first of each side comes before the others: no side is scrolled away.
const sidesFirst = (links) => {
  const firsts = links.filter((link, n) => !links.slice(0, n).some((before) => before.closest(".val") === link.closest(".val")));
  return [...firsts, ...links.filter((link) => !firsts.includes(link))];
};
const heads = (at) => {
  const line = make("div", "heads");
  line.append(make("span"), make("span", "", "Translation"), make("span", "", `Original, ${at.lang}`));
  line.hidden = at.body.matches(".one");
  return line;
};
const show = (link, from = link) => {
  const at = place(link);
  if (!at) return false;
  hide();
  release();
  if (from !== link || !pane.open) asker = from;
  [open, opener] = [at, link];
  list = citationsBeside(link);
  if (link.closest(".val")) list = sidesFirst(list);
  if (!list.length) list = [link];
  tell(link);
  offer(link);
  const title = byId("pane-title"), says = link.dataset.says;
  title.replaceChildren(make("b", "", at.who), ` ${[at.author, at.lang, at.day].filter(Boolean).join(", ")}` + (at.rows.length ? ` · ¶ ${numbers(at)}` : ""));
  if (says) title.append(make("span", "stand", `says: ${says}`));
  view.replaceChildren(heads(at), at.body);
  for (const node of [...at.marks, ...at.english, ...at.rows]) node.classList.add("on");
  link.setAttribute("aria-current", "true");
  link.closest(".k")?.classList.add("asked");
  if (!pane.open) {
    steady(from, () => {
      document.body.classList.toggle("split", wide.matches);
      if (wide.matches) pane.show();
      else pane.showModal();
    });
  }
  for (const row of at.rows) unfold(row);
  const first = at.marks[0] || at.rows[0];
  view.scrollTop = 0;
  if (first) view.scrollTop = first.getBoundingClientRect().top - view.getBoundingClientRect().top - view.clientHeight / 4;
  return true;
};
const unfold = (node) => {
  for (let box = node.closest("details:not([open])"); box; box = box.parentElement.closest("details:not([open])")) box.open = true;
};
const step = (by) => {
  const next = list[list.indexOf(opener) + by];
  if (!next) return;
  const within = tabs.contains(document.activeElement);
  show(next);
  if (within) tabs.querySelector("[aria-current]")?.focus();
};

pane.addEventListener("close", () => {
  const link = asker;
  release();
  if (!link) return;
  steady(link, () => document.body.classList.remove("split"));
  link.focus({ preventScroll: true });
  hide();
});
byId("pane-close").addEventListener("click", () => pane.close());
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.c, a.d");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) {
    if (event.target === pane) pane.close();
    return;
  }
  const shown = link.matches(".d") ? sides(link) : show(link);
  if (shown) {
    event.preventDefault();
    claim.focus({ preventScroll: true });
  }
});
// A value in the contents opens the words of its side, with those of the others beside them.
const sides = (link) => {
  const id = link.hash.slice(1);
  whole(byId(/^story-\d+/.exec(id)[0]));
  const side = every(".val", byId(id) || make("i"))[link.dataset.side], words = side?.querySelector("a.c[href^='#q']");
  return Boolean(words) && show(words, link);
};
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
if (byId("texts")) byId("texts").open = Boolean(wanted);
for (const box of every("details.src")) {
  box.open = Boolean(wanted && box.contains(wanted));
  box.addEventListener("toggle", () => box.open && bodyOf(box.id.slice(1)));
}
if (wanted) {
  unfold(wanted);
  wanted.scrollIntoView();
}
