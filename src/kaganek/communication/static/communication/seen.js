// Opening a conversation reads it: what its button would send goes by itself. Without a script the button stays.
const form = document.querySelector("form[data-seen]");

function send() {
  fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true })
    .then(() => { form.hidden = true; })
    .catch(() => {}); // the button is still there
}

if (form && document.visibilityState === "visible") send();
else if (form) document.addEventListener("visibilitychange", send, { once: true });
