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

// Of many stories, those that are new, contradicted or in doubt alone.
const pressed = new Set();
const chips = [["Updated", ".chip.new[href]"], ["Contradictions", ".chip.hard"], ["Warnings", ".chip.warn"]];
const sieved = (entry) => [...pressed].every((chip) => entry.querySelector(chip));
if (document.querySelector(".many")) {
  const sieve = make("div", "sieve");
  sieve.setAttribute("role", "group");
  sieve.setAttribute("aria-label", "Show only");
  for (const [name, chip] of chips) {
    const count = entries.filter((entry) => entry.querySelector(chip)).length;
    if (!count || count === entries.length) continue;
    const button = make("button", "", `${name === "Updated" ? "New or updated" : name} ${count}`);
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      if (!pressed.delete(chip)) pressed.add(chip);
      button.setAttribute("aria-pressed", String(pressed.has(chip)));
      apply();
    });
    sieve.append(button);
  }
  if (sieve.children.length) byId("contents").before(sieve);
}

const apply = () => {
  const matches = searched(box.value), by = new Map(entries.map((entry) => [+entry.dataset.story, entry]));
  let shown = 0;
  stories.forEach((story, n) => {
    const entry = by.get(n + 1);
    story.hidden = !((!matches || matches.stories.has(n)) && (!entry || sieved(entry)));
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
  pressed.clear();
  for (const button of every(".sieve button")) button.setAttribute("aria-pressed", "false");
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
