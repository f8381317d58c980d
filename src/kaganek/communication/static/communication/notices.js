// Following a notice reads it; the page it leads to does not wait for that.
const token = document.querySelector("input[name=csrfmiddlewaretoken]");

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-notice]");
  if (!link || !token) return;
  const told = new FormData();
  told.set("csrfmiddlewaretoken", token.value);
  told.set("notice", link.dataset.notice);
  told.set("quiet", "1");
  navigator.sendBeacon(link.dataset.read, told);
});
