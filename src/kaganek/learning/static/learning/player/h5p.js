// In the page of an H5P content, before the core and the content's libraries: what the core asks its surroundings
// for, and the way out to our page. Like frame.js it runs on an origin of its own and can only post messages; what
// is said is judged by our page and by the server. The name of the window carries the session; without one the
// content is only looked at and nothing leaves this page.
(() => {
  "use strict";
  const facts = JSON.parse(document.getElementById("kaganek-h5p").textContent);
  const MARK = "kaganek:";
  const CID = "cid-1";
  const EVERY = 10_000; // ms between two saves nobody asked for
  const PATIENCE = 3_000; // ms after everything is loaded in which a content shows itself
  const SOON = 60; // ms in which statements of one deed come together
  const LONGEST = 20_000; // characters of one text in a statement
  const ENDING = new Set(["completed", "answered", "passed", "failed", "mastered", "consumed", "scored"]);
  const SUB = "http://h5p.org/x-api/h5p-subContentId";
  const POINT = "http://id.tincanapi.com/extension/ending-point";
  const above = window.parent;
  let session = null;
  try { if (window.name.startsWith(MARK)) session = JSON.parse(window.name.slice(MARK.length)); } catch { /* another's */ }

  // Where a page has no origin the browser keeps nothing for it, and says so with an error that contents do not expect.
  for (const name of ["localStorage", "sessionStorage"]) {
    try { window[name].length; } catch { Object.defineProperty(window, name, { value: store(), configurable: true }); }
  }

  function store() {
    const kept = new Map();
    return {
      get length() { return kept.size; },
      key: (at) => [...kept.keys()][at] ?? null,
      getItem: (name) => kept.get(String(name)) ?? null,
      setItem: (name, value) => { kept.set(String(name), String(value)); },
      removeItem: (name) => { kept.delete(String(name)); },
      clear: () => { kept.clear(); },
    };
  }

  window.H5PIntegration = {
    baseUrl: location.origin, url: facts.base, urlLibraries: facts.base, siteUrl: "urn:kaganek", saveFreq: 10,
    postUserStatistics: false, reportingIsEnabled: false, ajax: {}, fullscreenDisabled: 1, hubIsEnabled: false,
    theme: { density: "large" }, loadedJs: [], loadedCss: [], core: { styles: [], scripts: [] },
    contents: {
      [CID]: {
        library: facts.library, jsonContent: facts.content, contentUrl: `${facts.base}/content`, url: "urn:kaganek:h5p",
        fullScreen: "0", displayOptions: { frame: false, export: false, embed: false, copyright: false, icon: false, copy: false },
        metadata: facts.metadata, title: facts.metadata.title, styles: [], scripts: [], contentUserData: {},
      },
    },
    l10n: { H5P: {
      fullscreen: "Pełny ekran", disableFullscreen: "Zamknij pełny ekran", download: "Pobierz", copyrights: "Prawa autorskie",
      embed: "Osadź", size: "Rozmiar", showAdvanced: "Pokaż więcej", hideAdvanced: "Pokaż mniej", advancedHelp: "",
      copyrightInformation: "Prawa autorskie", close: "Zamknij", title: "Tytuł", author: "Autor", year: "Rok", source: "Źródło",
      license: "Licencja", thumbnail: "Miniatura", noCopyrights: "Nie podano praw autorskich do tej treści.", reuse: "Użyj ponownie",
      reuseContent: "Użyj tej treści", reuseDescription: "Użyj tej treści.", downloadDescription: "Pobierz tę treść jako plik H5P.",
      copyrightsDescription: "Zobacz prawa autorskie do tej treści.", embedDescription: "Zobacz kod do osadzenia.", h5pDescription: "",
      contentChanged: "Ta treść zmieniła się od ostatniego razu.", startingOver: "Zaczynasz od początku.", by: "–",
      showMore: "Pokaż więcej", showLess: "Pokaż mniej", subLevel: "Poziom niżej", confirmDialogHeader: "Potwierdź",
      confirmDialogBody: "Tej czynności nie można cofnąć. Czy na pewno?", cancelLabel: "Anuluj", confirmLabel: "Potwierdź",
      licenseU: "Nie podano", licenseCCBY: "Uznanie autorstwa", licenseCCBYSA: "Uznanie autorstwa, na tych samych warunkach",
      licenseCCBYND: "Uznanie autorstwa, bez utworów zależnych", licenseCCBYNC: "Uznanie autorstwa, użycie niekomercyjne",
      licenseCCBYNCSA: "Uznanie autorstwa, użycie niekomercyjne, na tych samych warunkach",
      licenseCCBYNCND: "Uznanie autorstwa, użycie niekomercyjne, bez utworów zależnych", licenseCC40: "4.0", licenseCC30: "3.0",
      licenseCC25: "2.5", licenseCC20: "2.0", licenseCC10: "1.0", licenseGPL: "GPL", licenseV3: "Wersja 3", licenseV2: "Wersja 2",
      licenseV1: "Wersja 1", licensePD: "Domena publiczna", licenseCC010: "CC0 1.0", licensePDM: "Znak domeny publicznej",
      licenseC: "Wszystkie prawa zastrzeżone", contentType: "Rodzaj treści", licenseExtras: "Uzupełnienie licencji", changes: "Zmiany",
      contentCopied: "Skopiowano", connectionLost: "Brak połączenia.", connectionReestablished: "Połączenie wróciło.",
      resubmitScores: "Wysyłamy zapamiętane wyniki.", offlineDialogHeader: "Brak połączenia",
      offlineDialogBody: "Postępy są zapamiętane na tym urządzeniu.", offlineDialogRetryMessage: "Ponowimy za :num s",
      offlineDialogRetryButtonLabel: "Ponów teraz", offlineSuccessfulSubmit: "Wyniki wysłane.",
    } },
  };

  // --- what the content keeps for itself

  const held = { ...session?.state, ...session?.values };
  let clock = Number(held.at ?? 0); // of statements: later ones have more, on whatever device
  let changed = false;
  const place = (sub, name) => `state:${sub && sub !== "0" ? sub : ""}:${name}`;

  function put(name, text) {
    if (held[name] === text) return;
    held[name] = text;
    if (session === null) return;
    session.values[name] = text;
    changed = true;
    keep();
  }

  function over(H5P) {
    H5P.getUserData = (content, name, done, sub) => {
      const text = held[place(String(sub ?? ""), name)];
      let found;
      try { found = text ? JSON.parse(text) : undefined; } catch { /* never ours: as if nothing was kept */ }
      done(undefined, found);
    };
    H5P.setUserData = (content, name, data, how) => {
      try { put(place(String(how?.subContentId ?? ""), name), JSON.stringify(data) ?? ""); } catch (fault) { how?.errorCallback?.(fault); }
    };
    H5P.deleteUserData = (content, name, sub) => put(place(String(sub ?? ""), name), "");
    H5P.externalDispatcher.on("xAPI", (event) => heard(event.data?.statement));
  }

  // The core looks at every instance itself, but only when it thinks of it: our messages hold the newest state.
  function collect() {
    for (const one of window.H5P?.instances ?? []) {
      if (typeof one.getCurrentState !== "function") continue;
      let state;
      try { state = one.getCurrentState(); } catch { continue; } // the content's own fault must not stop a save
      if (state !== undefined) window.H5P.setUserData(one.contentId, "state", state);
    }
  }

  // --- what it says of the person

  const cut = (text) => String(text ?? "").slice(0, LONGEST);
  const spoken = (words) => cut(words?.pl ?? words?.["en-US"] ?? Object.values(words ?? {})[0]);
  const listed = (choices) => Object.fromEntries((choices ?? []).slice(0, 500).map((one) => [cut(one.id), spoken(one.description)]));

  function heard(statement) {
    const verb = String(statement?.verb?.id ?? "").split("/").pop().toLowerCase();
    if (session === null || !/^[a-z-]{1,40}$/.test(verb)) return;
    const object = statement.object ?? {};
    const definition = object.definition ?? {};
    const parent = statement.context?.contextActivities?.parent;
    const named = definition.extensions?.[SUB] ?? new URLSearchParams(String(object.id ?? "").split("?")[1] ?? "").get("subContentId");
    const sub = cut(named ?? (parent ? "below" : "")).replaceAll(/[^\w-]/g, "").slice(0, 80);
    clock = Math.max(Date.now(), clock + 1);
    put(`xapi:${sub}:${verb}`, JSON.stringify(shortened(statement, definition)));
    if (ENDING.has(verb)) soon();
  }

  function shortened(statement, definition) {
    const result = statement.result ?? {};
    const told = { at: clock, name: spoken(definition.name), question: spoken(definition.description), type: cut(definition.interactionType) };
    if (result.score) told.score = Object.fromEntries(["raw", "min", "max", "scaled"].filter((part) => result.score[part] !== undefined && result.score[part] !== null).map((part) => [part, result.score[part]]));
    if (typeof result.success === "boolean") told.success = result.success;
    if (typeof result.completion === "boolean") told.completion = result.completion;
    const seconds = /^PT(\d+(?:\.\d+)?)S$/.exec(result.duration ?? "");
    if (seconds) told.duration = `PT${Math.round(Number(seconds[1]) * 100) / 100}S`;
    if (result.response !== undefined) told.response = cut(result.response);
    told.choices = listed(definition.choices ?? definition.source ?? definition.scale ?? definition.steps);
    if (definition.target) told.targets = listed(definition.target);
    if (definition.correctResponsesPattern) told.correct = definition.correctResponsesPattern.slice(0, 500).map(cut);
    const point = definition.extensions?.[POINT];
    if (point !== undefined) told.point = cut(point);
    return told;
  }

  // --- the way out

  let leaving = false;
  let keeping = false;
  let coming = 0;
  let words = null; // the last message, until it was sent from here
  let beaconedAt = 0;

  function keep() {
    if (keeping) return;
    keeping = true;
    queueMicrotask(() => { keeping = false; window.name = MARK + JSON.stringify(session); });
  }

  function post(kind) {
    session.sequence = Math.max(Date.now(), session.sequence + 1);
    const { sequence, values } = session;
    above.postMessage({ kaganek: session.nonce, sequence, kind, values, faults: [] }, session.home);
    changed = false;
    keep();
    words = new URLSearchParams({ ticket: session.ticket, sequence, kind, said: JSON.stringify({ values, faults: [] }) });
    if (leaving || (kind !== "auto" && Date.now() - beaconedAt > 1000)) beacon();
  }

  function beacon() {
    if (words === null) return;
    beaconedAt = Date.now();
    if (navigator.sendBeacon(session.post, words)) words = null;
  }

  function soon() {
    coming ||= setTimeout(() => { coming = 0; say("commit"); }, SOON);
  }

  function say(kind) {
    if (session === null) return;
    collect();
    if (changed) post(kind);
  }

  function hide() {
    say("hide");
    if (leaving && session !== null) beacon();
  }

  window.addEventListener("beforeunload", () => { leaving = true; });
  window.addEventListener("pagehide", () => { leaving = true; hide(); });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") hide(); });
  setInterval(() => say("auto"), EVERY);

  // --- the beginning: this listener is older than the core's own, which then starts the content

  document.addEventListener("DOMContentLoaded", () => {
    if (window.H5P?.externalDispatcher) over(window.H5P);
  });
  // The core starts the content in a later turn than this one; only what still shows nothing then has failed.
  window.addEventListener("load", () => setTimeout(() => {
    if (window.H5P?.instances?.length || document.querySelector(".h5p-container")?.childElementCount) return;
    const told = document.createElement("p");
    told.className = "kaganek-fault";
    told.setAttribute("role", "alert");
    told.textContent = "Tej treści H5P nie udało się uruchomić. Powiadom osobę, która prowadzi szkolenie.";
    document.body.append(told);
  }, PATIENCE));
})();
