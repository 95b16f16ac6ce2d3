// Brings the words of a source beside the sentence that rests on them. Everything it shows stands in the
// page already; without it the same links lead to the same places. Nothing is ever parsed as HTML here.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const make = (tag, cls, text) => {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const pane = byId("pane"), title = byId("pane-title"), claim = byId("pane-claim"), view = byId("pane-view");
  const back = byId("pane-back"), on = byId("pane-on"), pop = byId("pop");
  const wide = matchMedia("(min-width: 64rem)");

  // ── where a link leads ──

  const place = (link) => {
    const [, n] = /^#[qs](\d+)/.exec(link.getAttribute("href") || "") || [];
    const body = n && byId("b" + n);
    if (!body) return null;
    const marks = link.dataset.q ? [...body.querySelectorAll(`mark[data-q~="${link.dataset.q}"]`)] : [];
    const row = marks.length ? marks[0].closest(".r") : byId(link.hash.slice(1))?.closest(".r");
    const home = byId("s" + n);
    const name = home.querySelector(".who").textContent, language = home.querySelector(".meta").textContent;
    return { n, body, home, marks, row, name, language, number: row?.querySelector("b").textContent };
  };

  const quote = (at) => {
    const source = at.row.querySelector("p");
    const node = make("blockquote", "", at.marks.map((mark) => mark.textContent).join(""));
    node.lang = source.lang;
    node.dir = source.dir;
    return node;
  };

  const where = (at) => `${at.name} · ${at.language}` + (at.number ? ` · paragraph ${at.number}` : "");

  // ── the words at a glance ──

  let timer = 0, owner = null;
  const hide = () => {
    clearTimeout(timer);
    owner?.removeAttribute("aria-describedby");
    owner = null;
    pop.hidden = true;
  };
  const glance = (link) => {
    const at = place(link);
    // What the pane shows already needs no second showing.
    if (!at || !at.row || (pane.open && link === opener)) return;
    hide();
    owner = link;
    link.setAttribute("aria-describedby", "pop");
    pop.replaceChildren(make("p", "meta", where(at)));
    if (at.marks.length) pop.append(quote(at));
    const english = at.row.querySelector("p + p");
    if (english) pop.append(make("p", "en", english.textContent));
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
    if (link && link !== owner) later(() => glance(link), 120);
    else if (link || pop.contains(event.target)) clearTimeout(timer);
    else if (owner) later(hide, 250);
  });
  document.addEventListener("focusin", (event) => {
    const link = citation(event);
    if (link?.matches(":focus-visible")) glance(link);
    else if (owner) hide();
  });

  // ── the source beside the story ──

  let open = null, opener = null, list = [];
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
    const step = list.length > 1 ? `Citation ${list.indexOf(link) + 1} of ${list.length}` : "";
    claim.append(make("span", "meta", `The briefing says${step ? " · " + step : ""}`), make("p", "", told.textContent));
  };
  const show = (link) => {
    const at = place(link);
    if (!at) return false;
    hide();
    release();
    [open, opener] = [at, link];
    list = [...(link.closest(".story, #findings")?.querySelectorAll("a.c[href^='#q'], a.c[href^='#s']") || [])];
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
  const step = (by) => {
    const next = list[list.indexOf(opener) + by];
    if (!next) return;
    const folded = next.closest("details:not([open])");
    if (folded) folded.open = true;
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
    if (event.key === "Escape") {
      if (owner) hide();
      else if (pane.open) pane.close();
      else return;
      event.preventDefault();
    } else if (pane.contains(event.target) && !event.altKey && !event.ctrlKey && !event.metaKey) {
      if (event.key === "ArrowLeft") step(-1);
      if (event.key === "ArrowRight") step(1);
    }
  });

  // ── all quotes of a story, for reading on and for paper ──

  const fill = (box) => {
    if (box.childElementCount > 1) return;
    const seen = new Set(), items = make("ol");
    for (const link of box.closest(".story").querySelectorAll("a.c")) {
      const at = /^\[\d+\]$/.test(link.textContent) && !seen.has(link.textContent) && place(link);
      if (!at || !at.marks.length) continue;
      seen.add(link.textContent);
      const line = make("li");
      line.append(make("span", "meta", `${link.textContent} ${where(at)}`), quote(at));
      items.append(line);
    }
    box.append(items);
  };
  for (const story of document.querySelectorAll(".story")) {
    if (!story.querySelector("a.c[data-q]")) continue;
    const box = make("details", "more quotes");
    box.append(make("summary", "", "All quotes"));
    box.addEventListener("toggle", () => box.open && fill(box));
    story.append(box);
  }
  let folded = [];
  addEventListener("beforeprint", () => {
    if (pane.open) pane.close();
    hide();
    document.querySelectorAll(".quotes").forEach(fill);
    folded = [...document.querySelectorAll(".story details:not([open])")];
    for (const box of folded) box.open = true;
  });
  addEventListener("afterprint", () => {
    for (const box of folded) box.open = false;
  });

  // The texts stand open for readers without a script; with it they are a click away.
  const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
  for (const box of document.querySelectorAll("details.src")) box.open = Boolean(target && box.contains(target));
  if (target) target.scrollIntoView();
  for (const link of document.querySelectorAll("a.c[href]")) {
    const at = place(link);
    if (at) link.setAttribute("aria-label", `${link.textContent} ${where(at)}`);
  }
})();
