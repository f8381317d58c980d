// Self-checks of a lesson: the same answer as without scripts, without loading the page again.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-check]");
  if (!form || !form.action) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  body.append("script", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-check]");
    // The live region stays in the page and only its content changes, so that it is read out.
    form.querySelector("[role=status]").replaceChildren(...fresh.querySelector("[role=status]").childNodes);
    form.querySelector("[type=submit]").textContent = fresh.querySelector("[type=submit]").textContent;
  } catch {
    form.submit();
  }
});
