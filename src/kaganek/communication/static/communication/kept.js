// Keeps what is being written on this device until it is sent; gives it back when the page opens empty.
const PREFIX = "kaganek-forum-";
const DAYS = 14;

for (const form of document.querySelectorAll("form[data-draft]")) {
  const area = form.querySelector("textarea[data-kept]");
  const note = form.querySelector("[data-kept-note]");
  if (!area) continue;
  const key = PREFIX + form.dataset.draft;
  const held = read(key);
  if (held && !area.value) {
    area.value = held.text;
    if (note) note.hidden = false;
  }
  let timer = 0;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(key, area.value), 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    localStorage.removeItem(key);
  });
}

function read(key) {
  try {
    const held = JSON.parse(localStorage.getItem(key) || "null");
    return held && Date.now() - held.at < DAYS * 864e5 ? held : null;
  } catch {
    return null;
  }
}

function keep(key, text) {
  try {
    if (text.trim()) localStorage.setItem(key, JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(key);
  } catch {
    // a full or forbidden store: the page works without it
  }
}
