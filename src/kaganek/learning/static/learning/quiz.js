// A quiz: one question at a time, every change saved at once, nothing lost without a network.
// The page works without this file: all questions stand one under another with a button that saves them.

import { saver } from "./saving.js";

const form = document.getElementById("test");
const sections = [...form.querySelectorAll("[data-question]")];
const saved = document.getElementById("zapis");
const dialog = document.getElementById("koniec");
const TYPED = "input[type=text], textarea";
const TYPING = 800; // ms of silence before a text is sent

let current = 1;

const form3 = (n) => (n === 1 ? "one" : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? "few" : "many");

// --- what is answered

function isAnswered(section) {
  return [...section.querySelectorAll("input:not([type=hidden], [data-flag]), select, textarea")].some((field) =>
    field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value.trim() !== "");
}

function showProgress() {
  const answered = sections.filter(isAnswered).length;
  for (const out of form.querySelectorAll("[data-answered]")) out.textContent = answered;
  for (const section of sections) {
    const link = document.querySelector(`[data-jump="${section.dataset.number}"]`);
    const done = isAnswered(section);
    const flag = section.querySelector("[data-flag]").checked;
    link.classList.toggle("is-done", done);
    link.classList.toggle("is-flag", flag);
    link.querySelector("[data-word]").textContent =
      (done ? ": jest odpowiedź" : ": bez odpowiedzi") + (flag ? ", oznaczone" : "");
  }
  return sections.length - answered;
}

function countWords(section) {
  const out = section.querySelector("[data-words]");
  if (!out) return;
  const field = section.querySelector("textarea");
  const words = field.value.trim() ? field.value.trim().split(/\s+/).length : 0;
  out.textContent = words;
  out.parentElement.classList.toggle("is-over", Number(field.dataset.most ?? Infinity) < words);
}

// --- one question at a time

function show(number, { focus = true } = {}) {
  current = Math.min(Math.max(number, 1), sections.length);
  for (const section of sections) section.hidden = Number(section.dataset.number) !== current;
  for (const link of document.querySelectorAll("[data-jump]")) {
    if (Number(link.dataset.jump) === current) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  history.replaceState(null, "", `#pytanie-${current}`);
  if (focus) sections[current - 1].focus({ preventScroll: false });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go], [data-jump]");
  if (!link) return;
  event.preventDefault();
  saves.send();
  show(link.dataset.jump ? Number(link.dataset.jump) : current + Number(link.dataset.go));
});
window.addEventListener("hashchange", () => show(Number(location.hash.replace("#pytanie-", "")) || current));

// --- saving

const saves = saver({
  form, told: saved, key: `kaganek.quiz.${form.dataset.attempt}`,
  newest: Math.max(0, ...sections.map((section) => Number(section.dataset.sequence))),
});

function entriesOf(section) {
  return [...section.querySelectorAll("input, select, textarea")]
    .filter((field) => field.name && (!field.matches("[type=radio], [type=checkbox]") || field.checked))
    .map((field) => [field.name, field.value]);
}

function note(section) {
  saves.note(section.dataset.question, entriesOf(section));
  showProgress();
}

function restore() {
  for (const [question, change] of saves.kept()) {
    const section = sections.find((one) => one.dataset.question === question);
    if (!section || !(change.seq > Number(section.dataset.sequence))) continue;
    saves.restore(question, change);
    const values = new Map();
    for (const [name, value] of change.entries) values.set(name, [...(values.get(name) ?? []), value]);
    for (const field of section.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      const given = values.get(field.name) ?? [];
      if (field.matches("[type=radio], [type=checkbox]")) field.checked = given.includes(field.value);
      else field.value = given[0] ?? "";
    }
  }
  saves.keep();
  form.dispatchEvent(new Event("kg-restored")); // lists in order are drawn by their places
}

form.addEventListener("input", (event) => {
  const section = event.target.closest("[data-question]");
  if (!section || !event.target.matches(TYPED)) return;
  countWords(section);
  note(section);
  saves.sendAfter(TYPING);
});
form.addEventListener("change", (event) => {
  const section = event.target.closest("[data-question]");
  if (!section) return;
  const missing = section.querySelector("[data-missing]");
  if (missing && isAnswered(section)) missing.hidden = true;
  if (!event.target.matches(TYPED)) note(section);
  saves.send();
});

// --- finishing

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input[type=text]")) return;
  event.preventDefault();
  saves.send();
  if (current < sections.length) show(current + 1);
});

async function ask() {
  await saves.send();
  const left = showProgress();
  const words = dialog.querySelector("[data-left]");
  const button = dialog.querySelector("[type=submit]");
  words.textContent = saves.waiting()
    ? saved.querySelector("[data-text]").textContent
    : left ? words.dataset[form3(left)].replace("%n", left) : words.dataset.none;
  button.textContent = left ? button.dataset.some : button.dataset.all;
  button.disabled = saves.waiting() > 0;
  dialog.showModal();
}
// "Sprawdź odpowiedź" fixes the answer for good, so it goes to the server as an ordinary form, once all is saved.
function isMissing(section) {
  const missing = !isAnswered(section);
  section.querySelector("[data-missing]").hidden = !missing;
  if (missing) section.querySelector("input:not([type=hidden], [data-flag]), select, textarea").focus();
  return missing;
}
async function check(button) {
  if (isMissing(button.closest("[data-question]"))) return;
  await saves.send();
  if (saves.waiting()) return;
  const named = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
  form.append(named);
  form.submit();
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.name === "check") check(event.submitter);
  else ask();
});

// --- time

const clock = document.querySelector("[data-clock]");
if (clock) {
  const end = new Date(clock.dataset.ends);
  const tick = () => {
    const minutes = Math.max(Math.ceil((end - Date.now()) / 60_000), 0);
    clock.querySelector("[data-minutes]").textContent = `${minutes} ${clock.dataset[form3(minutes)]}`;
    if (!minutes) { saves.send().then(() => saves.tell("closed")); clearInterval(ticking); }
  };
  const ticking = setInterval(tick, 10_000);
}

restore();
sections.forEach(countWords);
showProgress();
show(Number(location.hash.replace("#pytanie-", "")) || 1, { focus: false });
form.dataset.ready = "";
if (saves.waiting()) saves.send();
