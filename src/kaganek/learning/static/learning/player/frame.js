// In a package's own page, before its scripts: the interface that the standard promises, and the way out to ours.
// The page runs on an origin of its own and cannot reach ours; all it can do is post messages to the window
// above it and, while it is being left, send its last values itself. What is said is judged by the server.
//
// The name of the window carries the session: the page above puts it there before this page is loaded, and it
// is there still when the package opens its next page in the same window. A frame of the package's own has
// another name, and finds the interface above itself.
(() => {
  "use strict";
  const MARK = "kaganek:";
  if (!window.name.startsWith(MARK)) return;
  let session;
  try { session = JSON.parse(window.name.slice(MARK.length)); } catch { return; }

  const EVERY = 10_000; // ms between two saves nobody asked for
  const BETWEEN = 1_000; // ms between two messages that are sent from here as well
  const RECENT = 5_000; // ms in which our page may not have heard yet
  const MOST_FAULTS = 50;
  const above = window.parent;
  const old = session.version === "1.2";
  const make = old ? window.Scorm12API : window.Scorm2004API;
  const lms = new make({ autocommit: false, mastery_override: false, selfReportSessionTime: false, logLevel: 5 });
  const call = (name, ...said) => String(lms[`lms${name}`](...said) ?? "");

  lms.loadFromFlattenedJSON({ ...session.state, ...session.values });
  if (session.stage !== "fresh") call("Initialize", ""); // the package's next page goes on where the one before was

  // The library takes calls after the end of a session of 1.2, which the standard does not: order is judged here.
  const ORDER = old
    ? { Initialize: { running: 101, ended: 101 }, End: { fresh: 301, ended: 301 }, GetValue: { fresh: 301, ended: 301 },
      SetValue: { fresh: 301, ended: 301 }, Commit: { fresh: 301, ended: 301 } }
    : { Initialize: { running: 103, ended: 104 }, End: { fresh: 112, ended: 113 }, GetValue: { fresh: 122, ended: 123 },
      SetValue: { fresh: 132, ended: 133 }, Commit: { fresh: 142, ended: 143 } };
  const NAMES = old ? { End: "Finish" } : { End: "Terminate" };

  let changed = false; // since the last message
  let leaving = false;
  let last = 0; // the number of the last call's fault
  let keeping = false;
  let words = null; // the last message, until it was sent from here
  let postedAt = 0;
  let beaconedAt = 0;

  // The window keeps its name while the package goes to another of its pages, but not what is written
  // into it as the page goes: so it is written after every turn that changed something.
  function keep() {
    if (keeping) return;
    keeping = true;
    queueMicrotask(() => { keeping = false; window.name = MARK + JSON.stringify(session); });
  }

  function post(kind) {
    session.sequence = Math.max(Date.now(), session.sequence + 1);
    const { sequence, values, faults } = session;
    above.postMessage({ kaganek: session.nonce, sequence, kind, values, faults }, session.home);
    session.faults = [];
    changed = false;
    words = new URLSearchParams({ ticket: session.ticket, sequence, kind, said: JSON.stringify({ values, faults }) });
    postedAt = Date.now();
    // A page closed right after its commit may take ours along before ours has heard: the first word goes both
    // ways, and what follows within a second waits for the next or for the end.
    if (leaving || (kind !== "auto" && postedAt - beaconedAt > BETWEEN)) beacon();
  }

  function beacon() {
    if (words === null || !session.post) return; // nothing is kept of what is only looked at
    beaconedAt = Date.now();
    if (navigator.sendBeacon(session.post, words)) words = null;
  }

  function faulted(name, code, element = "", value = "") {
    last = code;
    if (code && session.faults.length < MOST_FAULTS) {
      const fault = { call: NAMES[name] ?? name, element: String(element).slice(0, 255), value: String(value).slice(0, 100), code };
      session.faults.push(fault);
      changed = true;
    }
    keep();
  }

  const text = (said) => (said === undefined || said === null ? "" : String(said));

  // One call: in its right order, then by the library; `done` says what follows when it went well.
  function deed(name, library, failed, done = () => {}) {
    return (...said) => {
      const words = said.map(text);
      const code = ORDER[name][session.stage] ?? (library !== "GetValue" && library !== "SetValue" && words[0] ? 201 : 0);
      if (code) {
        faulted(name, code, ...(library === "GetValue" || library === "SetValue" ? words : []));
        return failed;
      }
      lms.lastErrorCode = "0"; // else the fault of the call before this one may be taken for this one's
      const answer = call(library, ...(words.length ? words : [""]));
      last = Number(call("GetLastError"));
      if (last) faulted(name, last, ...words);
      else done(...words);
      keep();
      return last ? failed : answer;
    };
  }

  const verbs = {
    Initialize: deed("Initialize", "Initialize", "false", () => { session.stage = "running"; }),
    End: deed("End", "Finish", "false", () => { session.stage = "ended"; post("finish"); }),
    GetValue: deed("GetValue", "GetValue", ""),
    SetValue: deed("SetValue", "SetValue", "false", (element, value = "") => { session.values[element] = value; changed = true; }),
    Commit: deed("Commit", "Commit", "false", () => post("commit")),
    GetLastError: () => String(last),
    GetErrorString: (code) => call("GetErrorString", text(code)),
    GetDiagnostic: (code) => call("GetDiagnostic", text(code)),
  };

  const api = {};
  for (const [name, verb] of Object.entries(verbs)) {
    api[(old ? "LMS" : "") + (NAMES[name] ?? name)] = verb;
  }
  Object.freeze(api);
  const place = old ? "API" : "API_1484_11";
  window[place] = api;
  // Many packages look for it in the window above first, which here is not theirs to look into.
  const stand = { [place]: api, postMessage: (...said) => above.postMessage(...said) };
  stand.parent = stand.top = stand;
  window.parent = stand;

  // --- without being asked

  const say = (kind) => { if (changed && session.stage === "running") post(kind); };
  setInterval(() => say("auto"), EVERY);

  window.addEventListener("beforeunload", () => { leaving = true; });
  window.addEventListener("pagehide", () => {
    leaving = true;
    say("hide");
    if (Date.now() - postedAt < RECENT) beacon();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") say("hide");
  });
  above.postMessage({ kaganek: session.nonce, ready: true }, session.home);
})();
