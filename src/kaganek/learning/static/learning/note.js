// The note of a lesson saves itself, and nothing typed is lost: not without a network, not on two devices.

import { saver } from "./saving.js";

const form = document.querySelector("[data-note]");
const field = form.elements.text;
const over = form.elements.over;
const writer = Date.now().toString(36) + Math.random().toString(36).slice(2); // this page, for as long as it is open
const TYPING = 1500; // ms of silence before the note is sent

const saves = saver({
  form, told: form.querySelector(".kg-saved"), key: `kaganek.note.${form.dataset.note}`,
  newest: Number(over.value), heard,
});

function note() {
  saves.note("note", [["text", field.value], ["over", over.value], ["writer", writer], ["seq", ""]]);
}

// The server may have put the text of another device before ours. What was typed since it was sent stays behind it.
function heard(answer, sent) {
  const change = sent.get("note");
  const said = new Map(change.entries).get("text");
  if (!saves.waiting()) {
    if (field.value !== answer.text) field.value = answer.text;
    over.value = answer.over;
  } else if (!change.restored && answer.text.endsWith(said)) {
    field.value = answer.text.slice(0, answer.text.length - said.length) + field.value;
    over.value = answer.over;
    note();
  } // else the next save meets the held text again, and both are kept
}

field.addEventListener("input", () => { note(); saves.sendAfter(TYPING); });
field.addEventListener("change", () => saves.send());
form.addEventListener("submit", (event) => { event.preventDefault(); saves.send(); });

for (const [name, change] of saves.kept()) {
  const entries = new Map(change.entries);
  // Written over the note that stands here: show it at once. Else the server puts both together.
  if (entries.get("over") === over.value) field.value = entries.get("text");
  saves.restore(name, change);
}
saves.keep();
form.dataset.ready = "";
if (saves.waiting()) saves.send();
