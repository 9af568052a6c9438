// Keeps "4 seconds ago" true on every page; without this script the words are those of the moment it was served.
"use strict";
const words = {
  th: { units: [[86400, "วัน"], [3600, "ชั่วโมง"], [60, "นาที"], [1, "วินาที"]], now: "เมื่อครู่", say: (n, unit) => `เมื่อ ${n} ${unit}ก่อน` },
  en: { units: [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]], now: "just now", say: (n, unit) => `${n} ${unit}${n > 1 ? "s" : ""} ago` },
};
function ago(then, now) {
  const said = words[document.documentElement.lang] || words.th;
  const seconds = Math.max(0, Math.floor((now - then) / 1000));
  for (const [length, unit] of said.units) {
    if (seconds >= length) return said.say(Math.floor(seconds / length), unit);
  }
  return said.now;
}
function refresh() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = ago(Number(time.dataset.ago), Date.now());
    if (time.textContent !== text) time.textContent = text;
  }
}
setInterval(refresh, 5000);
