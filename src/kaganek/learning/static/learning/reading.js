// Where the reader is in a lesson, and how long they have really been reading: only while the page is seen and
// they did something within the last minute, or a film plays. Told now and then, and when the page is left.

import { tokenFor } from "./saving.js";

const prose = document.querySelector("[data-reading]");
const parts = [...prose.children].filter((part) => part.id);
const QUIET = 60_000; // ms without a sign of life before the clock stops
const BEAT = 5_000; // ms between two looks at the clock
const OFTEN = 60_000; // ms between two reports
const { reading: address, page } = prose.dataset;

let active = performance.now();
let counted = active;
let read = 0; // ms
let place = "";
let told = "";
let toldAt = active;

for (const sign of ["pointerdown", "pointermove", "keydown", "wheel", "touchmove", "scroll"]) {
  document.addEventListener(sign, () => { active = performance.now(); }, { passive: true, capture: true });
}

function playing() {
  return [...document.querySelectorAll("video")].some((film) => !film.paused && !film.ended);
}

function count() {
  const now = performance.now();
  if (document.visibilityState === "visible" && (now - active < QUIET || playing())) {
    read += Math.min(now - counted, 2 * BEAT); // a computer that slept was not read
  }
  counted = now;
}

// The part that holds the line a quarter down the window, once the reader has moved.
function look() {
  const line = innerHeight / 4;
  place = parts.findLast((part) => part.getBoundingClientRect().top <= line)?.id ?? "";
}
let looking = 0;
document.addEventListener("scroll", () => { looking ||= requestAnimationFrame(() => { looking = 0; look(); }); }, { passive: true });

function report() {
  count();
  const seconds = Math.floor(read / 1000);
  const said = `${place} ${seconds}`;
  toldAt = performance.now();
  if (said === told || !(place || seconds)) return;
  const form = document.querySelector("[data-note]");
  const body = new URLSearchParams({ csrfmiddlewaretoken: tokenFor(form), place, seconds, page });
  if (navigator.sendBeacon(address, body)) told = said;
}

setInterval(() => { count(); if (performance.now() - toldAt >= OFTEN) report(); }, BEAT);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") report(); else { counted = performance.now(); active = counted; }
});
window.addEventListener("pagehide", report);
prose.dataset.ready = "";
