// What a form page does: takes what is there on submit, and says so.
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const { name, agree } = event.target;
  document.getElementById("said").textContent =
    `收到:${name.value},${agree.checked ? "同意" : "不同意"}`;
  name.focus();
  name.setSelectionRange(name.value.length, name.value.length);
});
