// Work that keeps the page from answering, and a complaint.
requestAnimationFrame(() => setTimeout(() => {
  const end = performance.now() + 120;
  while (performance.now() < end);
  console.error("wrong on purpose");
  window.ran = true;
}));
