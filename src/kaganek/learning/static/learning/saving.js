// Saving as one goes: every change waits in this browser's own store until the server has confirmed it.
// The form says where to send and its `data-*` of the place `told` what to say; see quiz.js and note.js.

const PATIENCE = 10_000; // ms for one request
const LONGEST_WAIT = 15_000; // ms between two tries
const MOST_KEPT_ALIVE = 60_000; // bytes: a browser refuses to outlive its page with more

// The token for a form sent by a script: the cookie's is good also after signing in again in another tab.
export function tokenFor(form) {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?kaganek-csrf=([^;]+)/);
  return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
}

// key     names the changes in the browser's store; nobody else's may have the same.
// newest  the counter of the newest change that the server had when it made the page.
// heard   called with the server's answer and the changes it answers.
export function saver({ form, key, told, newest = 0, heard = () => {} }) {
  const pending = new Map(); // name → { seq, entries, restored }: changes the server has not confirmed
  let sending = null;
  let tries = 0;
  let timer = 0;
  let over = false;
  let paused = false; // somebody else wrote meanwhile: nothing is sent until the person has chosen

  // --- what waits to be sent

  function tell(state, time = "") {
    told.dataset.state = ["signedout", "closed", "moved"].includes(state) ? "failed" : state === "restored" ? "saved" : state;
    const words = told.dataset[state].replace("%t", time);
    const out = told.querySelector("[data-text]");
    if (out.textContent !== words) out.textContent = words;
  }

  function keep() {
    try {
      if (pending.size) localStorage.setItem(key, JSON.stringify([...pending]));
      else localStorage.removeItem(key);
    } catch { /* a browser without a store: the changes live as long as the page */ }
  }

  function kept() {
    try { return JSON.parse(localStorage.getItem(key) ?? "[]"); } catch { return []; } // unreadable: nothing to restore
  }

  function restore(name, change) {
    pending.set(name, { ...change, restored: true });
    newest = Math.max(newest, change.seq);
  }

  function note(name, entries) {
    pending.set(name, { seq: next(), entries });
    keep();
    if (!over && !paused) tell(navigator.onLine ? "saving" : "offline");
  }

  function forget() {
    pending.clear();
    keep();
  }

  function pause() {
    paused = true;
    tell("moved");
  }

  function resume() {
    paused = false;
    tries = 0;
  }

  // --- sending

  function bodyOf(changes) {
    const body = new URLSearchParams();
    body.append("csrfmiddlewaretoken", tokenFor(form));
    body.append("script", "1");
    for (const [, change] of changes) {
      for (const [name, value] of change.entries) body.append(name, name.startsWith("seq") ? change.seq : value);
    }
    return body;
  }

  async function post(changes) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    const body = bodyOf(changes);
    const keepalive = body.toString().length < MOST_KEPT_ALIVE;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body, keepalive, redirect: "manual", signal: stop.signal,
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
    for (const [name, sent] of changes) {
      const now = pending.get(name);
      if (!now || now.seq !== sent.seq) continue; // changed again meanwhile: still to be sent
      if (held[name] > sent.seq && !sent.restored) {
        newest = Math.max(newest, held[name]) + 1; // another tab or device counted further: this click is newer
        now.seq = newest;
      } else {
        restored ||= Boolean(sent.restored);
        pending.delete(name);
      }
    }
    keep();
    return restored;
  }

  async function round() {
    const changes = [...pending].map(([name, change]) => [name, { ...change }]);
    tell(navigator.onLine ? "saving" : "offline");
    const answer = await post(changes);
    if (answer.moved) {
      pause();
      heard(answer, new Map(changes));
      return false;
    }
    if (answer.state === "saved") {
      tries = 0;
      const restored = confirm(changes, answer.held);
      heard(answer, new Map(changes));
      if (!pending.size) tell(restored ? "restored" : "saved", answer.saved);
      return true;
    }
    tell(answer.state);
    if (answer.state === "closed") {
      over = true;
      forget();
    }
    return false;
  }

  function send() {
    clearTimeout(timer);
    if (!pending.size || over || paused) return Promise.resolve();
    sending ??= (async () => {
      let going = true;
      while (going && pending.size && !over) going = await round();
      sending = null;
      if (pending.size && !over && !paused) timer = setTimeout(send, Math.min(1000 * 2 ** tries++, LONGEST_WAIT));
    })();
    return sending;
  }

  function sendAfter(silence) {
    clearTimeout(timer);
    timer = setTimeout(send, silence);
  }

  window.addEventListener("online", () => { tries = 0; send(); });
  window.addEventListener("offline", () => { if (pending.size && !paused) tell("offline"); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  window.addEventListener("pagehide", () => {
    if (pending.size && !over && !paused) navigator.sendBeacon(form.action, bodyOf([...pending]));
  });

  function next() { return (newest = Math.max(Date.now(), newest + 1)); }

  return {
    kept, restore, keep, note, send, sendAfter, tell, next, forget, pause, resume, waiting: () => pending.size,
  };
}
