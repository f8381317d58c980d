// Grading by keyboard: a digit chooses the level of the criterion in focus and goes on to the next one.
const groups = [...document.querySelectorAll("[data-grade] fieldset")];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input[type=text]")) return;
  const here = groups.findIndex((group) => group.contains(document.activeElement));
  const levels = groups[Math.max(here, 0)]?.querySelectorAll("input[type=radio]");
  const level = levels?.[Number(event.key) - 1];
  if (!level) return;
  event.preventDefault();
  level.checked = true;
  const next = groups[Math.max(here, 0) + 1];
  (next ? next.querySelector("input[type=radio]:checked") ?? next.querySelector("input[type=radio]") : document.querySelector("[data-grade] textarea")).focus();
});
groups[0]?.querySelector("input[type=radio]")?.focus();
