/* A text in one column, what is cut struck through: a click cuts a paragraph or keeps it, and "the report ends here" cuts all below.
   Where the column belongs to a field of text (a paste), the field follows; elsewhere the boxes themselves are sent. */
(() => {
  const column = document.querySelector(".column");
  if (!column) return;
  for (const each of document.querySelectorAll(".with-script")) each.hidden = false;
  const field = column.dataset.into && document.getElementById(column.dataset.into);
  const boxOf = (piece) => piece.querySelector("input[type=checkbox]");
  const wordsOf = (piece) => piece.querySelector(".words").innerText.replace(/\u00a0/g, " ").trim();

  /* The place in the field after the last paragraph above that is in it; what was written there by hand stays. */
  const placeFor = (piece) => {
    for (let above = piece.previousElementSibling; above; above = above.previousElementSibling) {
      const words = wordsOf(above);
      const at = boxOf(above).checked ? field.value.indexOf(words) : -1;
      if (at >= 0) return at + words.length;
    }
    return 0;
  };
  const follow = (piece) => {
    if (!field) return;
    const words = wordsOf(piece), at = field.value.indexOf(words);
    let parts = null;
    if (boxOf(piece).checked && at < 0) {
      const place = placeFor(piece);
      parts = [field.value.slice(0, place).trimEnd(), words, field.value.slice(place).trimStart()];
    } else if (!boxOf(piece).checked && at >= 0) {
      parts = [field.value.slice(0, at).trimEnd(), field.value.slice(at + words.length).trimStart()];
    }
    if (!parts) return;
    field.value = parts.filter(Boolean).join("\n\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  column.addEventListener("change", (event) => follow(event.target.closest("li")));
  column.addEventListener("click", (event) => {
    const button = event.target.closest(".ends");
    if (!button) return;
    event.preventDefault();
    const here = button.closest("li");
    let below = false;
    for (const piece of column.children) {
      const box = boxOf(piece), before = box.checked;
      if (below) box.checked = false;
      if (piece === here) { box.checked = true; below = true; }
      if (box.checked !== before) follow(piece);
    }
    boxOf(here).dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
