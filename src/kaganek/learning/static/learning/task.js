// The draft of a task saves itself. Where two members write at once, both texts stay until one of them has chosen.

import { saver } from "./saving.js";

const form = document.querySelector("[data-draft]");
const { draft: field, over, writer, seq } = form.elements;
const panel = document.querySelector("[data-moved]");
const theirs = panel.querySelector("[data-theirs]");
const TYPING = 1500; // ms of silence before the draft is sent
writer.value = Date.now().toString(36) + Math.random().toString(36).slice(2); // this page, for as long as it is open
let newer = 0; // the number of the draft that the panel shows

const saves = saver({ form, told: form.querySelector(".kg-saved"), key: `kaganek.task.${form.dataset.draft}`, heard });

function note() {
  saves.note("draft", [["draft", field.value], ["over", over.value], ["writer", writer.value], ["seq", ""]]);
}

function heard(answer, sent) {
  if (answer.moved) {
    panel.querySelector("[data-who]").textContent = answer.moved.said;
    theirs.textContent = answer.moved.text;
    newer = answer.moved.over;
    panel.hidden = false;
    panel.scrollIntoView({ block: "nearest" });
    return;
  }
  over.value = answer.over;
  const change = sent.get("draft");
  if (change.restored && !saves.waiting()) field.value = answer.text;
}

const CHOICES = {
  both: () => `${theirs.textContent}\n\n${field.value}`,
  mine: () => field.value,
  theirs: () => theirs.textContent,
};

panel.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-choice]")?.dataset.choice;
  if (!choice) return;
  field.value = CHOICES[choice]();
  over.value = newer;
  panel.hidden = true;
  if (choice === "theirs") {
    saves.forget();
    saves.tell("taken");
  } else note();
  saves.resume();
  saves.send();
  field.focus();
});

field.addEventListener("input", () => { note(); saves.sendAfter(TYPING); });
field.addEventListener("change", () => saves.send());
form.addEventListener("submit", () => { seq.value = saves.next(); });

if (panel.hidden) {
  for (const [name, change] of saves.kept()) {
    const text = new Map(change.entries).get("draft");
    if (text === field.value) continue;
    field.value = text;
    saves.restore(name, change);
  }
  saves.keep();
} else { // the answer to a form sent by its button: the field holds one text, the panel the other
  newer = Number(panel.dataset.moved);
  saves.pause();
  note();
}
form.dataset.ready = "";
saves.send();
