// Work that keeps the page from answering, a complaint, and something that pushes the rest down.
requestAnimationFrame(() => setTimeout(() => {
  const end = performance.now() + 120;
  while (performance.now() < end);
  console.error("wrong on purpose");
  requestAnimationFrame(() => setTimeout(() =>
    document.querySelector("h1").before(document.createElement("hr"), "what comes late pushes the rest down")));
  window.ran = true;
}));
