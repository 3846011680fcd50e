// Up and down walk the queue; Enter opens what is marked, as it does with every link.
const links = [...document.querySelectorAll("table.queue tbody th a")];
addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const at = links.indexOf(document.activeElement);
  if (at < 0 && document.activeElement !== document.body) return;
  const next = links[event.key === "ArrowDown" ? at + 1 : at - 1];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
