// The result is shown right after finishing; from now on this page has its own address, safe to reload.
const { address } = document.querySelector("[data-address]").dataset;
if (location.pathname !== address) history.replaceState(null, "", address);
