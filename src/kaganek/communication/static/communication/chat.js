// A chat room that keeps up by itself. The page is whole without it: a form, a link to read it anew, older lines.
// Everything goes by numbers. The room's number that was shown last is kept here; the stream, the asking and every
// return after a cut say "after this one", and what came already is passed over. So nothing is lost or doubled.

const ASK_EVERY = 5_000; // ms between two questions where nothing is told
const STREAM_AGAIN = 30_000; // ms before the stream is tried again while asking goes on
const QUIET_LINE = 40_000; // ms without a word from the stream, heartbeats included: it is dead
const PATIENCE = 10_000; // ms for one request
const READ_AFTER = 1_500; // ms of being seen

const room = document.querySelector("[data-chat]");
const log = room.querySelector("[data-log]");
const list = log.querySelector("ol");
const told = room.querySelector("[data-told]");
const form = room.querySelector("[data-say]");
const blank = room.querySelector("template[data-line]").content.querySelector(".kg-msg");
const pause = room.querySelector("[data-pause]");
const show = room.querySelector("[data-show]");
const title = document.title;

let last = Number(room.dataset.last);
let read = Number(room.dataset.seen);
let held = []; // lines that came while the page was paused
let paused = false;
let unseen = 0;
let day = [...list.querySelectorAll(".kg-chat__day")].pop()?.textContent ?? "";

// The token for a form sent by a script: the cookie's is good also after signing in again in another tab.
function token() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?kaganek-csrf=([^;]+)/);
  return cookie ? cookie[1] : room.querySelector("[name=csrfmiddlewaretoken]").value;
}

// --- what is shown

function tell(state) {
  const words = room.querySelector("[data-told]").parentElement;
  words.dataset.state = { live: "saved", asked: "saved", lost: "offline", out: "failed" }[state];
  if (told.textContent !== words.dataset[state]) told.textContent = words.dataset[state];
}

function take(line) {
  if (line.number <= last) return; // came already
  last = line.number;
  if (paused && line.kind === "said") held.push(line);
  else put(line);
  announce(line);
}

function put(line) {
  if (line.kind === "withdrawn") return wipe(line);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const mine = line.author === room.dataset.me;
  if (line.day !== day) list.append(Object.assign(document.createElement("li"), { className: "kg-chat__day", textContent: day = line.day }));
  list.append(drawn(line, mine));
  room.querySelector("[data-empty]").hidden = true;
  if (atEnd || mine) log.scrollTop = log.scrollHeight;
}

function drawn(line, mine) {
  const item = document.importNode(blank, true);
  item.id = `w${line.number}`;
  item.dataset.number = line.number;
  item.dataset.author = line.author;
  item.classList.toggle("is-mine", mine);
  for (const place of item.querySelectorAll("[data-of]")) place.textContent = line[place.dataset.of] ?? "";
  item.querySelector("time").dateTime = line.at;
  const back = item.querySelector("form");
  if (line.withdrawn || (!mine && !room.hasAttribute("data-keeper"))) back?.remove();
  else if (back) {
    back.setAttribute("action", back.getAttribute("action").replace("/0/", `/${line.id}/`)); // the template has no address of its own
    back.elements.csrfmiddlewaretoken.value = token();
  }
  return item;
}

function wipe({ about, text }) {
  const waiting = held.find((line) => line.number === about);
  if (waiting) Object.assign(waiting, { text, withdrawn: true });
  const item = list.querySelector(`[data-number="${about}"]`);
  if (!item) return;
  const words = item.querySelector(".kg-chat__text");
  words.textContent = text;
  words.classList.add("soft");
  item.querySelector("form")?.remove();
}

function announce(line) {
  if (line.kind !== "said" || line.author === room.dataset.me) return;
  if (document.hidden && !room.dataset.quiet) document.title = `(${++unseen}) ${title}`;
  if (!paused) return;
  show.textContent = `Pokaż nowe wypowiedzi: ${held.length}`;
  show.hidden = false;
}

function flush() {
  show.hidden = true;
  for (const line of held.splice(0)) put(line);
}

pause.addEventListener("click", () => {
  paused = !paused;
  pause.setAttribute("aria-pressed", String(paused));
  log.setAttribute("aria-live", paused ? "off" : "polite");
  if (!paused) flush();
});
show.addEventListener("click", () => { flush(); log.focus(); log.scrollTop = log.scrollHeight; });

// --- how far it was read

let readTimer = 0;
function noteRead() {
  clearTimeout(readTimer);
  if (document.hidden || paused || read >= last) return;
  readTimer = setTimeout(async () => {
    const upTo = last;
    if ((await send(room.dataset.read, new URLSearchParams({ numer: upTo })))?.ok) read = upTo;
  }, READ_AFTER);
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen = 0;
  document.title = title;
  noteRead();
});

// --- asking and sending

async function get(address) {
  const answer = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) { over(); return null; }
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function send(address, body) {
  body.append("csrfmiddlewaretoken", token());
  body.append("script", "1");
  try {
    return await fetch(address, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return null;
  }
}

// --- keeping up: the stream, or asking where there is none

let source = null;
let live = false;
let failures = 0; // of the stream, one after another
let ended = false;
let asking = 0;
let again = 0;
let silence = 0;

function over() {
  ended = true;
  source?.close();
  clearTimeout(asking);
  clearTimeout(again);
  tell("out");
}

async function listen() {
  if (ended) return;
  try {
    const ticket = await get(room.dataset.ticket);
    if (!ticket) return;
    room.dataset.quiet = ticket.quiet ? "1" : "";
    if (ticket.address) connect(`${ticket.address}?after=${last}`);
    else dropped();
  } catch {
    dropped();
  }
}

function connect(address) {
  source?.close();
  const mine = source = new EventSource(address);
  heard(mine);
  mine.onopen = () => { live = true; failures = 0; clearTimeout(asking); tell("live"); heard(mine); };
  mine.onmessage = (event) => { heard(mine); take(JSON.parse(event.data)); noteRead(); };
  mine.addEventListener("alive", () => heard(mine));
  mine.onerror = () => { if (mine === source) dropped(); };
}

function heard(mine) {
  clearTimeout(silence);
  silence = setTimeout(() => { if (mine === source) dropped(); }, QUIET_LINE);
}

function dropped() { // a ticket is good for a minute, so the next try asks for a new one
  clearTimeout(silence);
  source?.close();
  source = null;
  live = false;
  clearTimeout(again);
  again = setTimeout(listen, failures++ < 2 ? 500 + Math.random() * 2_500 : STREAM_AGAIN);
  ask();
}

async function ask() {
  clearTimeout(asking);
  if (ended || live) return;
  try {
    const answer = await get(`${room.dataset.lines}?po=${last}`);
    if (!answer) return;
    answer.lines.forEach(take);
    if (!live) tell("asked");
    noteRead();
  } catch {
    if (!live) tell("lost");
  }
  if (!live && !ended) asking = setTimeout(ask, ASK_EVERY);
}

window.addEventListener("online", () => { clearTimeout(again); listen(); });

// --- saying something

const unsent = []; // words on their way, with their keys: sent again until the server has them

function freshKey() { // crypto.randomUUID is younger than some browsers of offices
  const drawn = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(drawn, (one) => one.toString(16).padStart(2, "0")).join("");
}

async function say(text, key) {
  const answer = await send(form.action, new URLSearchParams({ text, key }));
  if (!answer || answer.status >= 500 || answer.status === 429) return "again";
  if (answer.type === "opaqueredirect" || answer.status === 403) { over(); return "kept"; }
  if (!answer.ok) return (await answer.json().catch(() => ({}))).fault ?? "Nie udało się wysłać. Spróbuj jeszcze raz.";
  return "said";
}

function fault(words) {
  const place = form.querySelector("[data-fault]");
  place.textContent = words;
  place.hidden = !words;
}

let sending = false;
async function empty() {
  if (sending) return;
  sending = true;
  for (let wait = 1_000; unsent.length; wait = Math.min(wait * 2, 15_000)) {
    const result = await say(unsent[0].text, unsent[0].key);
    if (result === "again") {
      fault("Wypowiedź czeka na wysłanie. Nie zamykaj strony – próbuję dalej.");
      await new Promise((done) => { setTimeout(done, wait); });
      continue;
    }
    const gone = unsent.shift();
    fault(result === "said" ? "" : result === "kept" ? "Sesja wygasła. Skopiuj wypowiedź, zaloguj się i wyślij ją jeszcze raz." : result);
    if (result !== "said" && !form.elements.text.value) form.elements.text.value = gone.text;
    wait = 500;
    ask();
  }
  sending = false;
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = form.elements.text.value.trim();
  if (!text) return fault("Wpisz wypowiedź i wyślij ją jeszcze raz.");
  fault("");
  unsent.push({ text, key: freshKey() });
  form.elements.text.value = "";
  form.elements.text.focus();
  empty();
});

if (form && matchMedia("(pointer: fine)").matches) {
  form.querySelector("[data-hint]").hidden = false;
  form.elements.text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

window.addEventListener("beforeunload", (event) => { if (unsent.length) event.preventDefault(); });

log.scrollTop = log.scrollHeight;
room.querySelector("[data-new]")?.scrollIntoView({ block: "nearest" });
noteRead();
listen();
