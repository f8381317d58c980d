// Everything here is comfort; each page works with this file missing.

// 1. Drop-downs (<details class="kg-drop">): Escape and a click elsewhere close them.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details.kg-drop[open]") ?? document.querySelector("details.kg-drop[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.kg-drop[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// 2. Error summary takes the focus after a refused form.
document.querySelector(".ds-error-summary")?.focus();

// 3. Dialogs: <button data-dialog="id">; without JS the same button submits to a confirmation page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog)?.showModal();
  } else if (event.target.closest("[data-close]")) {
    event.preventDefault();
    event.target.closest("dialog")?.close();
  }
});

// 4. Bulk action: "Zaznaczono 3 osoby". The server sends the three plural forms in data-*.
const form3 = (n) => (n === 1 ? "one" : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? "few" : "many");
for (const table of document.querySelectorAll("[data-bulk]")) {
  const out = table.querySelector("[data-bulk-count]");
  const all = table.querySelector("[data-bulk-all]");
  const boxes = [...table.querySelectorAll("input[data-bulk-row]")];
  const update = () => {
    const n = boxes.filter((box) => box.checked).length;
    out.textContent = n ? `Zaznaczono ${n} ${out.dataset[form3(n)]}` : out.dataset.none;
    if (all) { all.checked = n === boxes.length && n > 0; all.indeterminate = n > 0 && n < boxes.length; }
    for (const box of boxes) box.closest("tr").classList.toggle("is-selected", box.checked);
  };
  all?.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; update(); });
  table.addEventListener("change", update);
  update();
}

// 5. Save state of a form with data-save (quiz): htmx sends the change, this shows what happened.
for (const form of document.querySelectorAll("form[data-save]")) {
  const state = document.querySelector(form.dataset.save);
  const show = (name) => {
    state.dataset.state = name;
    state.querySelector("[data-text]").textContent = state.dataset[name].replace("%t",
      new Date().toLocaleTimeString("pl-PL", { hour: "2-digit", minute: "2-digit" }));
  };
  form.addEventListener("htmx:beforeRequest", () => show("saving"));
  form.addEventListener("htmx:afterRequest", (event) =>
    show(event.detail.successful ? "saved" : event.detail.xhr?.status ? "failed" : "offline"));
  window.addEventListener("offline", () => show("offline"));
}

// 6. Filters that submit themselves (the button stays for people without JS).
for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  form.addEventListener("change", (event) => { if (event.target.matches("select")) form.requestSubmit(); });
}

// 7. A form sent twice has one effect (the server sees to that); here the second click is not even sent.
// data-again: a script of the page's own sends the form, as often as it likes.
// data-file: the answer is a file, so the page stays; the button comes back when a second click can be no slip.
const revive = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) { button.disabled = false; button.removeAttribute("aria-busy"); }
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
  if ("sent" in form.dataset) { event.preventDefault(); return; }
  form.dataset.sent = "";
  // After this event: a disabled button would not send its name and value.
  setTimeout(() => { if (event.submitter) { event.submitter.disabled = true; event.submitter.setAttribute("aria-busy", "true"); } });
  if ("file" in form.dataset) setTimeout(() => revive(form), 4000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) revive(form);
});

// 8. Print: without JS the browser's own menu prints, so the button appears only here.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
