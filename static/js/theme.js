/* Applies the reader's chosen theme before the page is drawn. Loaded in the head, without defer, so that nothing flashes. */
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    /* Storage is disabled: the system's preference applies. */
  }
})();
