"use strict";
// Lists keep themselves fresh, as in real hosts; a form is sent once however often its button is pressed.
const live = document.querySelector("[data-live=main]");
let shown = null;

function busyInside(element) {
  const active = document.activeElement;
  if (!element.contains(active)) return false;
  return active.matches("textarea, button") || active.value;
}

async function refresh() {
  const typed = live.querySelector("textarea")?.value;
  if (document.hidden || typed || busyInside(live)) return;
  const response = await fetch(location.pathname + "?fragment=1", { redirect: "error" });
  if (!response.ok) return;
  const html = await response.text();
  // The first answer counts too: something may have come between this page and its first question.
  if (html !== shown) live.innerHTML = html;
  shown = html;
  showCount();
}

function showCount() {
  const badge = document.querySelector("[data-live=count]");
  if (badge && location.pathname === "/tasks") badge.textContent = live.querySelectorAll(".state.waiting").length;
}

if (live) {
  setInterval(() => refresh().catch(() => {}), 1500);
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-once")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
