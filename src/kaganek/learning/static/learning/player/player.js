// A package being played: begins a session, shows its page in a frame of another origin, and saves what it says.
// The frame is believed only as far as it is the frame we made: the window, the origin, the session's own word
// and the shape of a message are checked here, its meaning by the server.

import { tokenFor } from "../saving.js";

const PATIENCE = 10_000; // ms for one request
const LONGEST_WAIT = 15_000; // ms between two tries
const BEACON = 60_000; // bytes that a browser sends for a page that is gone
const MOST = 2_000_000; // characters of one message
const MOST_VALUES = 20_000;
const JUST_LEFT = 1_000; // ms that the last words of a page just closed are given to arrive
const KINDS = new Set(["commit", "auto", "hide", "finish"]);

const form = document.getElementById("odtwarzacz");
const frame = document.getElementById("paczka");
const told = document.getElementById("zapis");
const key = `kaganek.paczka.${form.dataset.item}`;

let session = null; // { ticket, nonce, origin, … } as the server began it
let pending = null; // the newest message that the server has not confirmed: it holds all before it
let sending = null;
let over = false;
let tries = 0;
let timer = 0;
let heard = 0;

// --- what the person is told

function tell(state, time = "") {
  told.dataset.state = { saved: "saved", saving: "saving", ready: "saved", restored: "saved", ended: "saved", offline: "offline" }[state] ?? "failed";
  const words = told.dataset[state].replace("%t", time);
  const out = told.querySelector("[data-text]");
  if (out.textContent !== words) out.textContent = words;
}

function note(id, shown) {
  document.getElementById(id).hidden = !shown;
}

// --- what waits to be sent

function keep() {
  try {
    if (pending) localStorage.setItem(key, JSON.stringify(pending));
    else localStorage.removeItem(key);
  } catch { /* a browser without a store, or a full one: the message lives as long as the page */ }
}

function kept() {
  try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; } // unreadable: nothing to restore
}

function bodyOf(message) {
  return new URLSearchParams({
    csrfmiddlewaretoken: tokenFor(form), ticket: message.ticket, sequence: message.sequence, kind: message.kind,
    said: JSON.stringify({ values: message.values, faults: message.faults }),
  });
}

async function ask(url, body, { keepalive = false } = {}) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(url, { method: "POST", body, keepalive, redirect: "manual", signal: stop.signal });
    if (answer.type === "opaqueredirect" || answer.status === 403) return { state: "signedout" };
    if (!answer.ok) return { state: answer.status === 404 ? "gone" : "failed" };
    return await answer.json();
  } catch {
    return { state: "offline" };
  } finally {
    clearTimeout(clock);
  }
}

function post(message) {
  const body = bodyOf(message);
  return ask(form.action, body, { keepalive: body.toString().length < BEACON });
}

// --- sending

const FINAL = new Set(["taken", "over", "refused", "gone"]); // saying it again would change nothing

async function round() {
  const sent = pending;
  tell(navigator.onLine ? "saving" : "offline");
  const answer = await post(sent);
  if (["saved", "older"].includes(answer.state) || FINAL.has(answer.state)) {
    tries = 0;
    if (pending === sent) pending = null;
    keep();
    hear(answer, sent);
    return true;
  }
  tell(answer.state);
  return false;
}

function hear(answer, sent) {
  if (answer.state === "taken" || answer.state === "gone") {
    over = true;
    pending = null;
    keep();
    frame.removeAttribute("src");
    note("zastapiona", true);
    frame.hidden = true;
    tell("taken");
    return;
  }
  note("niezapisane", answer.state === "refused" || answer.aside > 0);
  if (answer.state === "refused") tell("refused");
  else if (!pending) tell(sent.kind === "finish" ? "ended" : "saved", answer.saved);
  if (answer.words) {
    for (const out of document.querySelectorAll("[data-part-state]")) {
      if (out.dataset.partState === form.dataset.item) out.textContent = answer.words;
    }
  }
  note("odnowione", Boolean(answer.roundOver));
  note("ukonczona", Boolean(answer.done && !answer.roundOver));
}

function send() {
  clearTimeout(timer);
  if (!pending || over) return Promise.resolve();
  sending ??= (async () => {
    let going = true;
    while (going && pending && !over) going = await round();
    sending = null;
    if (pending && !over) timer = setTimeout(send, Math.min(1000 * 2 ** tries++, LONGEST_WAIT));
  })();
  return sending;
}

// --- the message bridge

function isText(value, most) {
  return typeof value === "string" && value.length <= most;
}

function isMessage(data) {
  if (!Number.isSafeInteger(data.sequence) || data.sequence <= heard || !KINDS.has(data.kind)) return false;
  if (data.values === null || typeof data.values !== "object" || Array.isArray(data.values)) return false;
  const pairs = Object.entries(data.values);
  if (pairs.length > MOST_VALUES || !pairs.every(([name, value]) => isText(name, 500) && isText(value, MOST))) return false;
  if (pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0) > MOST) return false;
  return Array.isArray(data.faults) && data.faults.length <= 50 && data.faults.every((fault) => fault !== null
    && typeof fault === "object" && isText(fault.call, 40) && isText(fault.element, 255) && isText(fault.value, 100)
    && Number.isSafeInteger(fault.code));
}

function isOurs(event) {
  return session !== null && event.source === frame.contentWindow && event.origin === session.origin
    && event.data !== null && typeof event.data === "object" && event.data.kaganek === session.nonce;
}

window.addEventListener("message", (event) => {
  if (!isOurs(event) || over || !isMessage(event.data)) return;
  const { sequence, kind, values, faults } = event.data;
  heard = sequence;
  pending = { ticket: session.ticket, sequence, kind, values, faults: [...(pending?.faults ?? []), ...faults].slice(-50) };
  if (kind === "finish") over = false;
  keep();
  send();
});

// --- leaving and coming back

window.addEventListener("online", () => { tries = 0; send(); });
window.addEventListener("offline", () => { if (pending) tell("offline"); });
window.addEventListener("pagehide", () => {
  try { localStorage.setItem(`${key}.left`, String(Date.now())); } catch { /* nothing to wait for next time */ }
  if (pending && !over) navigator.sendBeacon(form.action, bodyOf(pending));
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") send();
  else if (pending) { tries = 0; send(); }
});
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// What an earlier page of this browser could not send comes first: the session begun here goes on from it.
async function settle() {
  const waiting = kept();
  if (!waiting) return true;
  const answer = await post(waiting);
  if (!["saved", "older"].includes(answer.state) && !FINAL.has(answer.state)) {
    tell(answer.state);
    return false;
  }
  try { localStorage.removeItem(key); } catch { /* as above */ }
  if (answer.state === "saved" && !answer.replayed) tell("restored", answer.saved);
  return true;
}

async function begin() {
  const left = Number(localStorage.getItem(`${key}.left`) ?? 0);
  const wait = left + JUST_LEFT - Date.now();
  if (wait > 0 && wait <= JUST_LEFT) await new Promise((resolve) => setTimeout(resolve, wait));
  if (!(await settle())) return false;
  const answer = await ask(form.dataset.begin, new URLSearchParams({ csrfmiddlewaretoken: tokenFor(form) }));
  if (answer.state !== "begun") {
    tell(answer.state);
    return false;
  }
  session = answer;
  const name = { ...answer.launch, ticket: answer.ticket, nonce: answer.nonce, home: location.origin, post: answer.post,
    sequence: 0, values: {}, faults: [], stage: "fresh" };
  const room = frame.parentElement;
  frame.remove(); // a window takes its name when it is made
  frame.name = `kaganek:${JSON.stringify(name)}`;
  frame.src = answer.frame;
  frame.hidden = false;
  room.append(frame);
  note("czekaj", false);
  tell("ready");
  return true;
}

async function start() {
  note("czekaj", true);
  for (let turn = 0; !(await begin()); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** turn, LONGEST_WAIT)));
  }
}

document.querySelector("[data-full]")?.addEventListener("click", () => frame.parentElement.requestFullscreen?.());
for (const button of document.querySelectorAll("[data-again]")) button.addEventListener("click", () => location.reload());
start();
form.dataset.ready = "";
