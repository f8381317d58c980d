// A quiz: one question at a time, every change saved at once, nothing lost without a network.
// The page works without this file: all questions stand one under another with a button that saves them.

const form = document.getElementById("test");
const sections = [...form.querySelectorAll("[data-question]")];
const saved = document.getElementById("zapis");
const dialog = document.getElementById("koniec");
const KEY = `kaganek.quiz.${form.dataset.attempt}`;
const TYPING = 800; // ms of silence before a text is sent
const PATIENCE = 10_000; // ms for one request
const LONGEST_WAIT = 15_000; // ms between two tries

const pending = new Map(); // question → { seq, entries, restored }: changes the server has not confirmed
let newest = Math.max(0, ...sections.map((section) => Number(section.dataset.sequence)));
let sending = null;
let tries = 0;
let timer = 0;
let current = 1;
let over = false;

const form3 = (n) => (n === 1 ? "one" : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? "few" : "many");

// --- what is answered

function isAnswered(section) {
  return [...section.querySelectorAll("input:not([type=hidden], [data-flag]), select")].some((field) =>
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
  send();
  show(link.dataset.jump ? Number(link.dataset.jump) : current + Number(link.dataset.go));
});
window.addEventListener("hashchange", () => show(Number(location.hash.replace("#pytanie-", "")) || current));

// --- what waits to be sent, in this browser's own store

function tell(state, time = "") {
  saved.dataset.state = state === "signedout" || state === "closed" ? "failed" : state === "restored" ? "saved" : state;
  const words = saved.dataset[state].replace("%t", time);
  const out = saved.querySelector("[data-text]");
  if (out.textContent !== words) out.textContent = words;
}

function keep() {
  try {
    if (pending.size) localStorage.setItem(KEY, JSON.stringify([...pending]));
    else localStorage.removeItem(KEY);
  } catch { /* a browser without a store: the answers live as long as the page */ }
}

function entriesOf(section) {
  return [...section.querySelectorAll("input, select")]
    .filter((field) => field.name && (!field.matches("[type=radio], [type=checkbox]") || field.checked))
    .map((field) => [field.name, field.value]);
}

function note(section) {
  newest = Math.max(Date.now(), newest + 1);
  pending.set(section.dataset.question, { seq: newest, entries: entriesOf(section) });
  keep();
  showProgress();
  if (!over) tell(navigator.onLine ? "saving" : "offline");
}

function restore() {
  let kept = [];
  try { kept = JSON.parse(localStorage.getItem(KEY) ?? "[]"); } catch { /* unreadable: nothing to restore */ }
  for (const [question, change] of kept) {
    const section = sections.find((one) => one.dataset.question === question);
    if (!section || !(change.seq > Number(section.dataset.sequence))) continue;
    pending.set(question, { ...change, restored: true });
    newest = Math.max(newest, change.seq);
    const values = new Map();
    for (const [name, value] of change.entries) values.set(name, [...(values.get(name) ?? []), value]);
    for (const field of section.querySelectorAll("input:not([type=hidden]), select")) {
      const given = values.get(field.name) ?? [];
      if (field.matches("[type=radio], [type=checkbox]")) field.checked = given.includes(field.value);
      else field.value = given[0] ?? "";
    }
  }
  keep();
}

// --- sending

function bodyOf(changes) {
  const body = new URLSearchParams();
  // The cookie's token is good also after signing in again in another tab.
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?kaganek-csrf=([^;]+)/);
  body.append("csrfmiddlewaretoken", cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value);
  body.append("script", "1");
  for (const [, change] of changes) {
    for (const [name, value] of change.entries) body.append(name, name.startsWith("seq-") ? change.seq : value);
  }
  return body;
}

async function post(changes) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: bodyOf(changes), keepalive: true, redirect: "manual", signal: stop.signal,
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) return { state: "signedout" };
    if (answer.status === 409) return { state: "closed" };
    if (!answer.ok) return { state: "failed" };
    return { state: "saved", ...(await answer.json()) };
  } catch {
    return { state: "offline" };
  } finally {
    clearTimeout(clock);
  }
}

function confirm(changes, held) {
  let restored = false;
  for (const [question, sent] of changes) {
    const now = pending.get(question);
    if (!now || now.seq !== sent.seq) continue; // changed again meanwhile: still to be sent
    if (held[question] > sent.seq && !sent.restored) {
      newest = Math.max(newest, held[question]) + 1; // another tab or device counted further: this click is newer
      now.seq = newest;
    } else {
      restored ||= Boolean(sent.restored);
      pending.delete(question);
    }
  }
  keep();
  return restored;
}

async function round() {
  const changes = [...pending].map(([question, change]) => [question, { ...change }]);
  tell(navigator.onLine ? "saving" : "offline");
  const answer = await post(changes);
  if (answer.state === "saved") {
    tries = 0;
    const restored = confirm(changes, answer.held);
    if (!pending.size) tell(restored ? "restored" : "saved", answer.saved);
    return true;
  }
  tell(answer.state);
  if (answer.state === "closed") {
    over = true;
    pending.clear();
    keep();
  }
  return false;
}

function send() {
  clearTimeout(timer);
  if (!pending.size || over) return Promise.resolve();
  sending ??= (async () => {
    let going = true;
    while (going && pending.size && !over) going = await round();
    sending = null;
    if (pending.size && !over) timer = setTimeout(send, Math.min(1000 * 2 ** tries++, LONGEST_WAIT));
  })();
  return sending;
}

form.addEventListener("input", (event) => {
  const section = event.target.closest("[data-question]");
  if (!section || !event.target.matches("input[type=text]")) return;
  note(section);
  clearTimeout(timer);
  timer = setTimeout(send, TYPING);
});
form.addEventListener("change", (event) => {
  const section = event.target.closest("[data-question]");
  if (!section) return;
  if (!event.target.matches("input[type=text]")) note(section);
  send();
});
window.addEventListener("online", () => { tries = 0; send(); });
window.addEventListener("offline", () => { if (pending.size) tell("offline"); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
window.addEventListener("pagehide", () => {
  if (pending.size && !over) navigator.sendBeacon(form.action, bodyOf([...pending]));
});

// --- finishing

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input[type=text]")) return;
  event.preventDefault();
  send();
  if (current < sections.length) show(current + 1);
});

async function ask() {
  await send();
  const left = showProgress();
  const words = dialog.querySelector("[data-left]");
  const button = dialog.querySelector("[type=submit]");
  words.textContent = pending.size
    ? saved.querySelector("[data-text]").textContent
    : left ? words.dataset[form3(left)].replace("%n", left) : words.dataset.none;
  button.textContent = left ? button.dataset.some : button.dataset.all;
  button.disabled = pending.size > 0;
  dialog.showModal();
}
form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });

// --- time

const clock = document.querySelector("[data-clock]");
if (clock) {
  const end = new Date(clock.dataset.ends);
  const tick = () => {
    const minutes = Math.max(Math.ceil((end - Date.now()) / 60_000), 0);
    clock.querySelector("[data-minutes]").textContent = `${minutes} ${clock.dataset[form3(minutes)]}`;
    if (!minutes) { send().then(() => tell("closed")); clearInterval(ticking); }
  };
  const ticking = setInterval(tick, 10_000);
}

restore();
showProgress();
show(Number(location.hash.replace("#pytanie-", "")) || 1, { focus: false });
form.dataset.ready = "";
if (pending.size) send();
