// Small comforts of the upload pages; everything works without them.
"use strict";
const file = document.getElementById("file");
const drop = document.querySelector(".drop");
if (file && drop) {
  for (const [name, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    drop.addEventListener(name, () => drop.classList.toggle("over", over));
  }
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) { file.files = event.dataTransfer.files; file.dispatchEvent(new Event("change")); }
  });
  // Says at once what would otherwise be said after minutes of sending.
  file.addEventListener("change", () => {
    const large = file.files[0] && file.files[0].size > Number(file.dataset.bytesMax);
    file.setCustomValidity(large ? file.dataset.tooLarge : "");
    if (large) file.reportValidity();
  });
}
// One press is enough: a second one would send the same again, harmlessly but slowly.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button) setTimeout(() => { button.disabled = true; }, 0);
});
window.addEventListener("pageshow", () => { for (const button of document.querySelectorAll("button:disabled")) button.disabled = false; });
