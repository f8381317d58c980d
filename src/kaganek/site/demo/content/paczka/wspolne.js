// Szuka interfejsu platformy w tym oknie i nad nim, tak jak opisuje to SCORM 1.2.
function platforma() {
  let okno = window;
  for (let poziom = 0; poziom < 10; poziom += 1) {
    if (okno.API) return okno.API;
    if (!okno.parent || okno.parent === okno) return null;
    okno = okno.parent;
  }
  return null;
}

let API = null;
try { API = platforma(); } catch { /* podgląd: platformy nie ma */ }

function zacznij() { return API ? API.LMSInitialize("") : ""; }
function czytaj(nazwa) { return API ? API.LMSGetValue(nazwa) : ""; }
function zapisz(nazwa, wartosc) { if (API) { API.LMSSetValue(nazwa, String(wartosc)); API.LMSCommit(""); } }
function skoncz() { if (API) { API.LMSFinish(""); API = null; } }
