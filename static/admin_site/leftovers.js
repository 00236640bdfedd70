/* Keys settle the name left over in focus, j and k go on and back, u undoes; after a decision the focus is where it was made. In the form of a report, words marked in its text are taken
   as a name. Without this the pages work by mouse and Tab. */
(() => {
  const names = [...document.querySelectorAll(".leftover, .review-names th a")];
  const isList = Boolean(document.querySelector("form.leftover, .review-names"));
  document.querySelectorAll(".by-key, .leftover .ways kbd, .undo kbd").forEach((hint) => { hint.hidden = false; });
  const focus = (name) => {
    if (!name) return;
    name.focus({ preventScroll: true });
    name.scrollIntoView({ block: "nearest" });
  };
  let sent = false;
  const press = (target) => {
    if (!target || sent) return;
    sent = target.tagName === "BUTTON"; /* a key that is held down decides once */
    target.click();
  };
  const remembered = "place of a decision";
  const current = () => document.activeElement && document.activeElement.closest(".leftover, .review-names th a");
  document.addEventListener("submit", () => {
    if (isList) sessionStorage.setItem(remembered, `${location.pathname} ${Math.max(names.indexOf(current()), 0)}`);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=hidden]), textarea, select, .select2-container")) return;
    const name = current();
    const at = names.indexOf(name);
    const chosen = name && /^[0-9aom]$/.test(event.key) && name.querySelector(`[data-key="${event.key}"]`);
    if (event.key === "u" && document.querySelector("[data-undo]")) press(document.querySelector("[data-undo]"));
    else if (event.key === "j" && names.length) focus(names[at + 1]);
    else if (event.key === "k" && names.length) focus(names[Math.max(at - 1, 0)]);
    else if (chosen) press(chosen);
    else return;
    event.preventDefault();
  });
  window.addEventListener("pageshow", () => { sent = false; });
  if (isList && names.length) {
    const [path, at] = (sessionStorage.getItem(remembered) || "").split(" ");
    sessionStorage.removeItem(remembered);
    focus(names[Math.min(path === location.pathname ? Number(at) : 0, names.length - 1)]);
  }

  /* The form of a report. */
  const words = document.querySelector("[data-marked-name]");
  if (words) document.querySelectorAll("textarea, input.headline, #id_headline").forEach((area) => {
    const take = () => {
      const marked = area.value.slice(area.selectionStart, area.selectionEnd).replace(/\s+/g, " ").trim();
      if (marked && marked.length <= words.maxLength) words.value = marked;
    };
    area.addEventListener("select", take);
    area.addEventListener("mouseup", take);
    area.addEventListener("keyup", take);
  });
})();
