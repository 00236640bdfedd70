/* Every page: the switch between the system's colours, light and dark, and "/" to reach the search box. */

const THEMES = ["", "light", "dark"];

const currentTheme = () => document.documentElement.dataset.theme || "";

function switchTheme() {
  const next = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length];
  if (next) document.documentElement.dataset.theme = next;
  else delete document.documentElement.dataset.theme;
  try {
    if (next) localStorage.setItem("theme", next);
    else localStorage.removeItem("theme");
  } catch {
    /* Storage is disabled: the choice lasts for this page. */
  }
}

for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  const tell = () => {
    button.querySelector("[data-theme-name]").textContent = button.dataset[currentTheme() || "system"];
    button.title = button.textContent.trim();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    switchTheme();
    tell();
  });
  tell();
}

function isTyping(target) {
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const boxes = [...document.querySelectorAll("[data-search-input]")];
  const box = boxes.find((input) => input.offsetParent !== null);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
