/* A report: whether names are marked in the text is remembered, and a citation can be copied. theme.js applies the choice before the page is drawn. */

const root = document.documentElement;
const box = document.getElementById("mark-names");

if (box) {
  box.checked = root.dataset.names !== "plain";
  box.addEventListener("change", () => {
    if (box.checked) delete root.dataset.names;
    else root.dataset.names = "plain";
    try {
      if (box.checked) localStorage.removeItem("names");
      else localStorage.setItem("names", "plain");
    } catch {
      /* Storage is disabled: the choice lasts for this page. */
    }
  });
}

async function copy(button) {
  const said = button.parentElement.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    said.textContent = said.dataset.copied;
  } catch {
    said.textContent = said.dataset.refused;
  }
}

for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
