/* Names the fields that find choices while typing for screen readers: the label first, then what is chosen. */
(() => {
  const nameField = (select) => {
    const label = select.id && document.querySelector(`label[for="${select.id}"]`);
    const name = select.getAttribute("aria-label") || (label ? label.textContent.replace(/:\s*$/, "") : "");
    const shown = select.nextElementSibling;
    if (!name || !shown || !shown.classList.contains("select2")) return;
    const combobox = shown.querySelector("[role=combobox]");
    const chosen = shown.querySelector("[role=textbox]");
    /* Where several may be chosen, one types into the field itself. */
    const search = shown.querySelector("[role=searchbox]");
    if (search) search.setAttribute("aria-label", name);
    if (combobox && chosen) {
      combobox.setAttribute("aria-label", name);
      combobox.removeAttribute("aria-labelledby");
      combobox.setAttribute("aria-describedby", chosen.id);
      chosen.setAttribute("aria-label", name);
    }
  };
  const nameFields = (root) => root.querySelectorAll("select.admin-autocomplete").forEach(nameField);
  if (!window.django || !window.django.jQuery) return;
  /* After Django's own script, which waits for the same moment and comes first. */
  window.django.jQuery(() => setTimeout(() => nameFields(document)));
  document.addEventListener("formset:added", (event) => setTimeout(() => nameFields(event.target)));
})();
