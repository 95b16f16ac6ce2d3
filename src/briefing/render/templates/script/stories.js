// ── which stories are shown; what is asked stands in the address, after #? ──

const stories = every(".story"), entries = every("#contents li");
const form = document.querySelector(".find"), found = byId("found"), box = byId("q");

const address = () => {
  const asked = box.value.trim(), hash = asked ? "#?" + new URLSearchParams({ q: asked }) : "";
  try {
    history.replaceState(null, "", hash || location.pathname + location.search);
  } catch {
    // A viewer that shows the page from nowhere has no address to keep it in.
  }
};

// Stories by what is chosen: of a row any, of several rows all. Shown at once where stories are many.
const pressed = new Map(), rows = JSON.parse(byId("names").textContent).sieve || [];
const sieve = make("div", "sieve"), sifter = make("button", "", "Filter");
const sieved = (n) => rows.every((row) => {
  const chosen = row.slice(1).filter((choice) => pressed.has(choice));
  return !chosen.length || chosen.some(([, fitting]) => fitting.includes(n));
});
const press = (choice, button) => {
  if (pressed.delete(choice)) button.setAttribute("aria-pressed", "false");
  else {
    pressed.set(choice, button);
    button.setAttribute("aria-pressed", "true");
  }
  apply();
};
for (const row of rows) {
  const line = make("div"), name = make("b", "", row[0]);
  name.id = "sieve-" + row[0].toLowerCase();
  line.setAttribute("role", "group");
  line.setAttribute("aria-labelledby", name.id);
  line.append(name);
  for (const choice of row.slice(1)) {
    const button = make("button");
    button.append(make("bdi", "", choice[0]), make("span", "", ` ${choice[1].length}`));
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => press(choice, button));
    line.append(button);
  }
  sieve.append(line);
}
const showSieve = (shown) => {
  sieve.hidden = !shown;
  sifter.setAttribute("aria-expanded", String(shown));
};
if (rows.length) {
  sieve.id = "sieve";
  sifter.type = "button";
  sifter.className = "opener";
  sifter.setAttribute("aria-controls", "sieve");
  sifter.addEventListener("click", () => showSieve(sieve.hidden));
  byId("contents").before(sieve);
  form.append(sifter);
  showSieve(!!document.querySelector(".many"));
}

const apply = () => {
  const matches = searched(box.value), by = new Map(entries.map((entry) => [+entry.dataset.story, entry]));
  let shown = 0;
  stories.forEach((story, n) => {
    const entry = by.get(n + 1);
    story.hidden = !((!matches || matches.stories.has(n)) && sieved(n));
    if (entry) entry.hidden = story.hidden;
    shown += !story.hidden;
  });
  for (const group of every("#contents ol")) {
    group.hidden = ![...group.children].some((entry) => !entry.hidden);
    if (group.previousElementSibling.matches("h3")) group.previousElementSibling.hidden = group.hidden;
  }
  const hits = mark(matches, (n) => !stories[n].hidden);
  const of = `${shown} of ${stories.length} ${stories.length === 1 ? "story" : "stories"}`;
  found.textContent = matches ? `${hits} ${hits === 1 ? "match" : "matches"} in ${of}` : pressed.size ? of : "";
  byId("nothing").hidden = shown > 0 || !stories.length;
  address();
};
const clear = () => {
  form.reset();
  for (const button of pressed.values()) button.setAttribute("aria-pressed", "false");
  pressed.clear();
  apply();
};
const restore = () => {
  box.value = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : "").get("q") || "";
};
const go = (id) => {
  if (!/^[\w-]+$/.test(id || "")) return false;
  whole(byId(/^story-\d+/.exec(id)?.[0] || ""));
  const goal = byId(id);
  if (!goal) return false;
  if (goal.closest(".story[hidden]")) clear();
  unfold(goal);
  if (goal.matches("details")) goal.open = true;
  goal.scrollIntoView();
  if (!goal.matches(".story, [tabindex]")) goal.tabIndex = -1;
  goal.focus({ preventScroll: true });
  return true;
};
