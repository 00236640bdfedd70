/* Applies the reader's chosen theme, and whether names are marked in reports, before the page is drawn. Loaded in the head, without defer, so that nothing flashes. */
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
    if (localStorage.getItem("names") === "plain") document.documentElement.dataset.names = "plain";
  } catch {
    /* Storage is disabled: the system's preference applies. */
  }
})();
