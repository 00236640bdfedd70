/* "The report ends here": cuts every paragraph below, at once; without script the server does it. */
(() => {
  const column = document.querySelector(".column");
  if (!column) return;
  column.addEventListener("click", (event) => {
    const button = event.target.closest(".ends");
    if (!button) return;
    event.preventDefault();
    const here = button.closest("li");
    let below = false;
    for (const piece of column.children) {
      const box = piece.querySelector("input[name=keep]");
      if (below) box.checked = false;
      if (piece === here) { box.checked = true; below = true; }
    }
    here.querySelector("input[name=keep]").dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
