// Things to put in order: moved by buttons or by dragging. The list of places beside each thing is what is sent;
// it is all there is where this file does not run.

const form = document.getElementById("test");
const lists = [...document.querySelectorAll("[data-order]")];

const words = (one) => one.querySelector("label").textContent;
const places = (list) => [...list.querySelectorAll("select")];
const isPlaced = (list) => places(list).every((one) => one.value);

function button(direction, name, icon) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "ds-button";
  one.dataset.variant = "secondary";
  one.dataset.move = direction;
  one.setAttribute("aria-label", name);
  one.title = name;
  one.textContent = icon;
  return one;
}

// Things stand by their places; those without one keep their order behind the others.
function arrange(list) {
  const place = (one) => Number(one.querySelector("select").value) || Infinity;
  const sorted = [...list.children].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
  list.append(...sorted);
  show(list);
}

function show(list) {
  const things = [...list.children];
  things.forEach((one, i) => {
    one.querySelector("[data-move='-1']").disabled = i === 0;
    one.querySelector("[data-move='1']").disabled = i === things.length - 1;
  });
  list.nextElementSibling.querySelector("button").hidden = isPlaced(list);
}

function keep(list) {
  places(list).forEach((one, i) => { one.value = String(i + 1); });
  show(list);
  list.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
}

function move(thing, direction) {
  const list = thing.parentElement;
  if (direction < 0) thing.previousElementSibling?.before(thing);
  else thing.nextElementSibling?.after(thing);
  keep(list);
  say(list, thing);
}

function say(list, thing) {
  const place = [...list.children].indexOf(thing) + 1;
  list.nextElementSibling.querySelector("[role=status]").textContent =
    `${words(thing)}: miejsce ${place} z ${list.children.length}`;
}

function below(list) {
  const box = document.createElement("div");
  box.className = "row row--tight";
  const same = document.createElement("button");
  same.type = "button";
  same.className = "ds-button";
  same.dataset.variant = "secondary";
  same.textContent = "Ta kolejność jest dobra";
  same.addEventListener("click", () => {
    keep(list);
    list.querySelector("[data-move]:not(:disabled)").focus();
  });
  const out = document.createElement("p");
  out.className = "small soft";
  out.setAttribute("role", "status");
  box.append(same, out);
  return box;
}

function drag(list) {
  let held = null;
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest("li");
    held.classList.add("is-held");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!held || !over || over.parentElement !== list) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (over === held) return;
    if (event.clientY < box.top + box.height / 2) over.before(held);
    else over.after(held);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    if (!held) return;
    held.classList.remove("is-held");
    keep(list);
    say(list, held);
    held = null;
  });
}

for (const list of lists) {
  for (const thing of list.children) {
    const name = words(thing);
    thing.draggable = true;
    thing.querySelector("select").hidden = true;
    thing.append(button(-1, `W górę: ${name}`, "↑"), button(1, `W dół: ${name}`, "↓"));
  }
  list.after(below(list));
  list.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-move]");
    if (!pressed) return;
    const thing = pressed.closest("li");
    move(thing, Number(pressed.dataset.move));
    const still = pressed.disabled ? thing.querySelector("[data-move]:not(:disabled)") : pressed;
    still.focus();
  });
  drag(list);
  arrange(list);
}
// what this device had kept comes back after the page is drawn
form.addEventListener("kg-restored", () => lists.forEach(arrange));
