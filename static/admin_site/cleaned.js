/* Puts a piece that cleaning took away back into the text, as a paragraph of its own where the cursor was last. */
(() => {
  const body = document.getElementById("id_body");
  if (!body) return;
  let cursor = body.value.length;
  body.addEventListener("blur", () => { cursor = body.selectionEnd; });

  for (const button of document.querySelectorAll(".put-back")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const text = button.closest("li").querySelector("blockquote").innerText.trim();
      const before = body.value.slice(0, cursor).trimEnd();
      const after = body.value.slice(cursor).trimStart();
      body.value = [before, text, after].filter(Boolean).join("\n\n");
      cursor = before.length + (before ? 2 : 0) + text.length;
      body.focus();
      body.setSelectionRange(cursor - text.length, cursor);
      button.disabled = true;
      button.textContent = "It is back in the text";
    });
  }
})();
