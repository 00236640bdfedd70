/* Takes the words that are marked in the text of a report. They are read off. Without this, words are copied into the field by hand. */
(() => {
  const marked = (area) => ({
    words: area.value.slice(area.selectionStart, area.selectionEnd),
    start: area.selectionStart,
    field: area.dataset.field || area.name,
  });
  const address = (base, found, what) => {
    const asked = new URLSearchParams({ what, words: found.words, field: found.field, start: String([...found.area.value.slice(0, found.start)].length) });
    return `${base}?${asked}`;
  };

  /* The page on which something is drawn. */
  const form = document.querySelector("form.draw-form");
  if (form) {
    document.querySelectorAll(".by-key").forEach((hint) => { hint.hidden = false; });
    const areas = [...document.querySelectorAll("textarea.to-mark")];
    const field = (name) => form.querySelector(`[name="${name}"]`);
    const read = (area) => {
      const found = { ...marked(area), area };
      if (found.words.trim()) window.location.assign(address(window.location.pathname, found, form.dataset.what));
    };
    /* Browsers move no cursor in a field that is read-only: these can be entered, and refuse every change. */
    areas.forEach((area) => {
      area.readOnly = false;
      area.inputMode = "none";
      area.setAttribute("aria-readonly", "true");
      area.addEventListener("beforeinput", (event) => event.preventDefault());
      area.setSelectionRange(0, 0);
    });
    areas.forEach((area) => area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      read(area);
    }));
    /* Words that are typed or changed are looked for anew. */
    field("marked").addEventListener("input", () => { field("start").value = ""; });
    const wrong = form.querySelector(".errors input:not([type=hidden]), .errors select, .errors textarea");
    const first = form.querySelector(".draw-group input, .draw-group select");
    if (wrong) wrong.focus();
    else if (field("marked").value) first.focus();
    else (areas.find((area) => area.dataset.field === "body") || areas[0]).focus();
  }
})();
