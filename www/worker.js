// Runs the app's own compiled module beside the page. Rust sees that there is
// no document and waits for work instead of drawing (src/ui/browser/worker.rs).
let first = true;
self.addEventListener("message", async (event) => {
  if (!first) return;
  first = false;
  const { js, module } = event.data;
  if (new URL(js).origin !== self.location.origin) return;
  const { default: start } = await import(js);
  await start({ module_or_path: module });
});
