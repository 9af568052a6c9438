// Brings the page up to date every two seconds; while it can't, it says so and what is shown stays.
"use strict";
const live = document.getElementById("live");
const told = document.getElementById("told");
const connection = document.getElementById("connection");
const EVERY_MS = 2000;

function say(state, clock) {
  connection.className = `state ${state}`;
  connection.querySelector(".says").textContent = connection.dataset[state];
  if (clock) document.getElementById("as-of").textContent = clock;
}
function place(html) {
  // What a reader unfolded, scrolled to or stands on stays as it was.
  const all = (what) => [...live.querySelectorAll(what)];
  const open = all("details").map((details) => details.open);
  const scrolled = all(".scroll").map((part) => part.scrollLeft);
  const focused = all("summary").indexOf(document.activeElement);
  live.innerHTML = html;
  all("details").forEach((details, at) => { details.open = open[at] ?? false; });
  all(".scroll").forEach((part, at) => { part.scrollLeft = scrolled[at] ?? 0; });
  if (focused >= 0) all("summary")[focused]?.focus({ preventScroll: true });
  // Read out only when what is said of the whole has changed, not every two seconds.
  const says = live.querySelector(".notice").textContent.trim();
  if (told.textContent !== says) told.textContent = says;
}
async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(live.dataset.from, { headers: { accept: "text/html" }, signal: AbortSignal.timeout(10000) });
    if (!answer.ok) throw new Error(String(answer.status));
    place(await answer.text());
    say("live", decodeURIComponent(answer.headers.get("x-as-of") || ""));
  } catch {
    say("lost");
  }
}
async function follow() {
  await refresh();
  setTimeout(follow, EVERY_MS);
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
setTimeout(follow, EVERY_MS);
