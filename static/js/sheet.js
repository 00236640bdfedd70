/* The filters of a search on a small screen, a sheet over the page. Without this file it opens, closes and is sent all the same;
   with it the number on its button follows what is ticked, and the page behind it cannot be reached. */

const PAUSE = 250;
const small = matchMedia("(max-width: 59.99rem)");
const sheet = document.querySelector("#filters");
const button = sheet.querySelector("[data-show]");
const form = button.form;
let timer = 0;
let asked = null;
let wasOpen = false;

function name(total) {
  const { none, one, many } = button.dataset;
  if (total === null) button.textContent = none;
  else button.textContent = total === 1 ? one : many.replace("{number}", total.toLocaleString(document.documentElement.lang));
}

async function count() {
  asked?.abort();
  asked = new AbortController();
  const pairs = new FormData(form);
  try {
    const answer = await fetch(`${button.dataset.show}?${new URLSearchParams(pairs)}`, { signal: asked.signal });
    name(answer.ok ? (await answer.json()).total : null);
  } catch (error) {
    if (error.name !== "AbortError") name(null);
  }
}

function follow() {
  const isOpen = small.matches && location.hash === "#filters";
  for (const one of document.querySelectorAll(".skip-link, .site-header, .search-top, .search-main, .site-footer")) one.inert = isOpen;
  if (isOpen && !wasOpen) sheet.focus();
  if (wasOpen && !isOpen && small.matches) document.querySelector(".filters-open").focus({ preventScroll: true });
  wasOpen = isOpen;
}

/* A list is turned round in place: what is ticked stays, and what is ticked from now on is left out, or no longer. */
function turn(event) {
  const link = event.target.closest("[data-turn]");
  if (!link || !small.matches) return;
  event.preventDefault();
  const list = link.closest(".facet");
  for (const box of list.querySelectorAll(".facet-check input:not(:checked)")) {
    box.value = box.value.startsWith("-") ? box.value.slice(1) : `-${box.value}`;
  }
  [link.textContent, link.dataset.turn] = [link.dataset.turn, link.textContent];
  list.classList.toggle("facet--turned");
}

function close(event) {
  event.preventDefault();
  location.replace("#results");
}

if (small.matches) {
  for (const list of [...sheet.querySelectorAll(".facet")].slice(1)) list.open = Boolean(list.querySelector(":checked"));
}
if (button.dataset.total) name(Number(button.dataset.total));
form.addEventListener("formdata", ({ formData }) => {
  for (const [field, value] of [...formData]) if (!value) formData.delete(field);
});
sheet.addEventListener("input", (event) => {
  if (event.target.form !== form || !small.matches) return;
  clearTimeout(timer);
  timer = setTimeout(count, PAUSE);
});
sheet.addEventListener("click", turn);
sheet.querySelector("[data-close]").addEventListener("click", close);
sheet.addEventListener("keydown", (event) => event.key === "Escape" && wasOpen && close(event));
small.addEventListener("change", follow);
addEventListener("hashchange", follow);
addEventListener("pageshow", (event) => event.persisted && form.reset());
follow();
