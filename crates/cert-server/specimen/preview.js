// Asks what became of the file, and has the app in the frame ask for the form again when there is a better one. The
// app itself is as it is: it is led to its page of services, where it asks what is offered, and back, as a person would
// lead it; so what was typed stays.
"use strict";

const BETWEEN_LOOKS = 400;
// The server is started again for each edition; that takes it less than so many looks.
const MISSED = 20;

const told = document.getElementById("preview");
const state = document.getElementById("state");
const list = document.getElementById("findings");
const frame = document.getElementById("app");
let shown = null;
let missed = 0;

function show(words, tone, findings) {
  if (state.textContent !== words) state.textContent = words;
  state.className = `state ${tone}`;
  const lines = findings.map((finding) => {
    const line = document.createElement("li");
    line.textContent = finding;
    return line;
  });
  list.replaceChildren(...lines);
}

// Leads the app to one of its pages without loading it anew: certificates that were not saved stay, too.
function go(path) {
  const app = frame.contentWindow;
  app.history.replaceState(null, "", path);
  app.dispatchEvent(new app.PopStateEvent("popstate"));
}

// Where the app is not at a form it asks by itself when it comes to one.
function askAgain() {
  const { location } = frame.contentWindow;
  const place = location.pathname;
  if (!place.startsWith("/services/")) return;
  go("/services");
  setTimeout(() => {
    if (location.pathname === "/services") go(place);
  }, BETWEEN_LOOKS);
}

document.getElementById("form").addEventListener("click", (event) => {
  // The specimen pages are none of the app's.
  if (frame.contentWindow.location.pathname.startsWith("/specimen")) return;
  event.preventDefault();
  go(`/services/${told.dataset.service}`);
});

async function look() {
  try {
    const answer = await fetch("/specimen/preview/news", { cache: "no-store" });
    const { edition, findings } = await answer.json();
    missed = 0;
    const good = findings.length === 0;
    show(good ? told.dataset.good : told.dataset.bad, good ? "" : "bad", findings);
    if (shown !== null && shown !== edition) askAgain();
    shown = edition;
  } catch {
    missed += 1;
    if (missed === MISSED) show(told.dataset.gone, "warn", []);
  }
  setTimeout(look, BETWEEN_LOOKS);
}

look();
