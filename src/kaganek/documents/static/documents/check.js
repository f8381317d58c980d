// A certificate's file checked without sending it: its hash is counted here, and only the hash is asked about.
const place = document.querySelector("[data-check-file]");

async function digestOf(file) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Browsers count hashes on secure pages only; elsewhere the code is the way.
if (place && window.crypto?.subtle) {
  const status = place.querySelector("[role=status]");
  place.hidden = false;
  place.querySelector("input").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    status.textContent = "Liczymy skrót pliku…";
    try {
      location.assign(`${place.dataset.checkFile}?skrot=${await digestOf(file)}`);
    } catch {
      status.textContent = "Nie udało się odczytać pliku. Wybierz go jeszcze raz.";
    }
  });
}
