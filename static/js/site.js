/* Every page: the switch between light and dark, and "/" to reach the search box. */

const systemIsDark = () => matchMedia("(prefers-color-scheme: dark)").matches;

const currentTheme = () => document.documentElement.dataset.theme || (systemIsDark() ? "dark" : "light");

function switchTheme() {
  const next = currentTheme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("theme", next);
  } catch {
    /* Storage is disabled: the choice lasts for this page. */
  }
}

for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  button.hidden = false;
  button.addEventListener("click", switchTheme);
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
