/* Words that are marked in the text of a report, by mouse, finger or keyboard: they name somebody, say something, or are cut. What they
   are is asked in a bar that stays in sight. Without this, names are added and texts changed by the fields of the form. */
(() => {
  const bar = document.querySelector("[data-marked]");
  const areas = ["headline", "standfirst", "body"].map((name) => document.getElementById(`id_${name}`)).filter(Boolean);
  if (!bar || !areas.length) return;
  const part = (name) => bar.querySelector(`[data-marked-${name}]`);
  const field = (name) => document.getElementById(`marked-${name}`);
  const naming = document.getElementById("marked-naming");
  let marked = null;

  /* Positions are counted in characters, as the archive counts them, not in UTF-16. */
  const length = (text) => [...text].length;

  const show = (area) => {
    const words = area.value.slice(area.selectionStart, area.selectionEnd);
    if (!words.trim()) return;
    marked = { area, words, start: length(area.value.slice(0, area.selectionStart)), name: area.name };
    const shown = words.replace(/\s+/g, " ").trim();
    part("words").textContent = shown.length > 90 ? `${shown.slice(0, 60)} … ${shown.slice(-25)}` : shown;
    field("text").value = words;
    field("field").value = area.name;
    field("start").value = String(marked.start);
    if (part("cut")) part("cut").hidden = area.name !== "body";
    bar.hidden = false;
    document.body.classList.add("has-marked");
  };
  /* A mark that is dropped by a click or a key in the text is no mark any more. */
  const look = (area) => {
    if (area.selectionStart !== area.selectionEnd) show(area);
    else if (marked && marked.area === area) leave(false);
  };
  const leave = (focus) => {
    if (!marked) return;
    const area = marked.area;
    marked = null;
    bar.hidden = true;
    open(false);
    document.body.classList.remove("has-marked");
    if (focus) area.focus();
  };
  const open = (wanted) => {
    if (!naming) return;
    naming.hidden = !wanted;
    if (part("naming")) part("naming").setAttribute("aria-expanded", String(wanted));
    const chooser = field("entity");
    if (!wanted || !chooser) return;
    if (window.django && window.django.jQuery) openChoices(chooser);
    else chooser.focus();
  };
  /* Select2 gives its field the focus a moment after it has opened; what is typed in between must not fall into the text. */
  const openChoices = (chooser) => {
    const choices = window.django.jQuery(chooser).select2("open").data("select2");
    choices.$dropdown.find("input[type=search]").trigger("focus");
  };

  for (const area of areas) {
    for (const kind of ["select", "mouseup", "keyup", "touchend"]) area.addEventListener(kind, () => look(area));
    area.addEventListener("input", () => leave(false));
  }
  document.addEventListener("selectionchange", () => {
    const area = document.activeElement;
    if (areas.includes(area) && area.selectionStart !== area.selectionEnd) show(area);
  });

  const claim = () => {
    const asked = new URLSearchParams({ what: "claim", words: marked.words, field: marked.name, start: String(marked.start) });
    const page = new URLSearchParams(window.location.search).get("from_page");
    if (page) asked.set("from_page", page);
    window.location.assign(`${bar.dataset.drawUrl}?${asked}`);
  };
  if (part("naming")) part("naming").addEventListener("click", () => open(naming.hidden));
  if (part("claim")) part("claim").addEventListener("click", claim);
  part("close").addEventListener("click", () => leave(true));

  const keys = { KeyN: "naming", KeyC: "claim", KeyX: "cut" };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && marked && !event.target.closest(".select2-container")) {
      leave(true);
      return;
    }
    const way = event.altKey && !event.ctrlKey && !event.metaKey && keys[event.code];
    if (!way || !marked || !part(way) || part(way).hidden) return;
    event.preventDefault();
    part(way).click();
  });
})();
