// The live desk. Everything here also works without it: reading by links, outcomes by forms.
"use strict";
const KEEP_WITHDRAWN_MS = 60000;
const AGAIN_MS = 3000;
const waiting = new Set();
let stream;
const $ = (id) => document.getElementById(id);
const rowOf = (match) => $(`m-${match}`);
const matchOf = (row) => row.id.slice(2);
const chosen = () => document.querySelector(".row.chosen");

// Fetches a page of ours and puts its parts with these ids in the place of ours.
async function load(address, ids, options) {
  const response = await fetch(address, { credentials: "same-origin", ...options });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const parts = ids.map((id) => [$(id), page.getElementById(id)]);
  for (const [now, next] of parts) {
    if (now && next) now.replaceWith(document.adoptNode(next));
  }
  return response.ok && parts.every(([, next]) => next);
}

function here(extra) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(extra)) address.searchParams.set(name, value);
  return address;
}

async function showNew() {
  const row = chosen();
  waiting.clear();
  await load(here({ since: $("work").dataset.change, ...(row && { match: matchOf(row) }) }), ["work"]);
}

function announce() {
  const banner = $("banner");
  if (!banner) return;
  banner.hidden = waiting.size === 0;
  banner.textContent = (waiting.size === 1 ? banner.dataset.one : banner.dataset.many).replace("{n}", waiting.size);
}

function strike(row, sentence) {
  if (row.classList.contains("withdrawn")) return;
  row.classList.add("withdrawn");
  const title = row.querySelector(".title"), struck = document.createElement("s");
  struck.textContent = title.textContent;
  title.replaceChildren(struck);
  const tag = document.createElement("span");
  tag.className = "tag bad";
  tag.textContent = $("rows").dataset.over;
  row.querySelector(".tags").replaceChildren(tag);
  row.querySelector(".sentence").textContent = sentence;
  row.querySelector("p.small")?.remove();
  row.querySelector(".action form")?.remove();
  setTimeout(() => { if (!row.classList.contains("chosen")) row.remove(); }, KEEP_WITHDRAWN_MS);
}

function changed({ kind, match, sentence }) {
  if ($("alone")?.dataset.match === match) load(location.href, ["panel"]);
  const row = rowOf(match);
  if (kind === "open" && (!row || row.classList.contains("withdrawn"))) {
    waiting.add(match);
  } else if (kind === "withdrawn") {
    waiting.delete(match);
    if (row) strike(row, sentence);
    if (row?.classList.contains("chosen")) load(row.querySelector(".title").href, ["panel"]);
  }
}

function connected(live, clock) {
  const state = $("state");
  state.classList.toggle("live", live);
  state.classList.toggle("lost", !live);
  if (clock) state.dataset.clock = clock;
  state.textContent = live ? `${state.dataset.live} · ${state.dataset.clock}` : `${state.dataset.lost} ${state.dataset.clock || ""}`;
}

function listen() {
  const { change, province } = ($("work") || $("alone")).dataset;
  stream = new EventSource(`/desk/stream?after=${change}&province=${province}`);
  stream.addEventListener("tick", (event) => connected(true, JSON.parse(event.data).clock));
  stream.addEventListener("changes", (event) => {
    const { clock, changes } = JSON.parse(event.data);
    connected(true, clock);
    changes.forEach(changed);
    if ($("work") && !$("rows") && waiting.size) showNew();
    else announce();
  });
  stream.onerror = () => {
    connected(false);
    // The browser tries again by itself, except after an answer that is no stream.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
  };
}

async function choose(row, open) {
  if (!row) return;
  chosen()?.querySelector("button.first")?.classList.remove("first");
  chosen()?.classList.remove("chosen");
  row.classList.add("chosen");
  row.querySelector("button[value=contacted]")?.classList.add("first");
  row.scrollIntoView({ block: "nearest" });
  await load(row.querySelector(".title").href, ["panel"]);
  $("panel").classList.remove("alone");
  if (open) $("panel").querySelector("summary, button")?.focus();
}

// Sends a form and shows what came back in place, keeping what is chosen.
async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const match = form.action.match(/matches\/([0-9a-f.]+)\//)[1];
  if (form.dataset.into === "panel") {
    if (!(await load(form.action, ["panel"], { method: "POST", body }))) location.reload();
    $("panel").classList.toggle("alone", !$("work"));
    return;
  }
  const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
  if (!response.ok || !$("work")) { location.assign(response.ok ? location.href : `/desk/matches/${match}`); return; }
  waiting.clear();
  const shown = chosen() ? matchOf(chosen()) : match;
  await load(here({ since: $("work").dataset.change, match: shown }), ["work", "panel"]);
}

function press(value) {
  const form = chosen()?.querySelector(`.action form:has(button[value=${value}])`);
  if (form) send(form, form.querySelector(`button[value=${value}]`));
}

const keys = {
  j: () => choose(chosen() ? chosen().nextElementSibling : document.querySelector(".row")),
  k: () => choose(chosen()?.previousElementSibling),
  Enter: () => choose(chosen(), true),
  c: () => press("contacted"),
  u: () => press("undo"),
};

document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("input, select, textarea, button, a, summary");
  if (event.ctrlKey || event.metaKey || event.altKey || (busy && (event.key === "Enter" || busy.matches("input, select, textarea")))) return;
  if (keys[event.key] && $("work")) { event.preventDefault(); keys[event.key](); }
});
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("#banner")) { event.preventDefault(); showNew(); }
  const title = event.target.closest(".row .title");
  // On a narrow screen the detail stands below the list, so there the link leads to its own page.
  if (title && matchMedia("(min-width: 901px)").matches) { event.preventDefault(); choose(title.closest(".row")); }
});
document.addEventListener("submit", (event) => {
  if (event.target.dataset.into) { event.preventDefault(); send(event.target, event.submitter); }
});
document.addEventListener("change", (event) => {
  if (event.target.id === "province") event.target.form.submit();
});
if ($("work") || $("alone")) listen();
