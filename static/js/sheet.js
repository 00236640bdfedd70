/* The filters of a search on a small screen, a sheet over the page. Without this file it opens, closes and is sent all the same;
   with it the number on its button follows what is ticked, its links keep what is ticked, and the page behind it cannot be reached. */

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

/* Pairs of one list that another lacks. */
function lacking(pairs, others) {
  const left = others.map(String);
  return pairs.filter((pair) => {
    const place = left.indexOf(String(pair));
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}

/* Return where a link leads if what is ticked and not yet sent comes along: what the link changes is changed there. */
function withTicks(address) {
  const before = [...new URLSearchParams(location.search)].filter(([field, value]) => value && field !== "page");
  const after = [...address.searchParams];
  const ticked = [...new FormData(form)];
  const kept = lacking(ticked, lacking(before, after));
  const added = lacking(lacking(after, before), kept);
  const hash = address.pathname === location.pathname ? "#filters" : "";
  return `${address.pathname}?${new URLSearchParams([...kept, ...added])}${hash}`;
}

function lead(event) {
  const link = event.target.closest("a[href]");
  if (!link || !wasOpen || event.defaultPrevented || event.button) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = new URL(link.getAttribute("href"), location.href);
  if (address.origin !== location.origin) return;
  event.preventDefault();
  location.assign(withTicks(address));
}

function close(event) {
  event.preventDefault();
  location.replace("#results");
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
sheet.addEventListener("click", lead);
sheet.addEventListener("keydown", (event) => event.key === "Escape" && wasOpen && close(event));
small.addEventListener("change", follow);
addEventListener("hashchange", follow);
addEventListener("pageshow", (event) => event.persisted && form.reset());
follow();
