/* Filters: "All 41" opens in place, and long lists get a box to search within. Without this file the link loads the page. */

const LONG_LIST = 10;
const words = document.querySelector("[data-find]").dataset;

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[\s\-‐–'’]+/g, " ").toLowerCase();
}

function showMatching(facet, typed) {
  const wanted = folded(typed.trim());
  let shown = 0;
  for (const item of facet.querySelectorAll(".facet-value")) {
    const label = item.querySelector(".facet-label").textContent;
    item.hidden = !folded(label).includes(wanted);
    if (!item.hidden) shown += 1;
  }
  facet.querySelector("[data-facet-said]").textContent = shown ? "" : words.notFound;
}

function addFinder(facet) {
  const values = facet.querySelectorAll(".facet-value");
  if (values.length <= LONG_LIST || facet.querySelector(".facet-find")) return;
  const box = document.createElement("div");
  box.className = "field facet-find";
  const input = document.createElement("input");
  input.type = "search";
  input.dir = "auto";
  input.autocomplete = "off";
  input.placeholder = words.find;
  input.setAttribute("aria-label", words.findIn.replace("{list}", facet.querySelector("summary").textContent.trim()));
  const said = document.createElement("p");
  said.className = "small muted";
  said.dataset.facetSaid = "";
  said.setAttribute("aria-live", "polite");
  input.addEventListener("input", () => showMatching(facet, input.value));
  box.append(input, said);
  facet.querySelector(".facet-body").prepend(box);
}

/* What was ticked stays so; a value that the longer list lacks comes along. */
function keepTicks(facet, boxes) {
  const now = new Map([...facet.querySelectorAll(".facet-check input")].map((box) => [box.value, box]));
  for (const box of boxes) {
    if (now.has(box.value)) now.get(box.value).checked = box.checked;
    else if (box.checked) facet.querySelector(".facet-values").prepend(box.closest(".facet-value"));
  }
}

async function showAll(facet, link) {
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const whole = page.querySelector(`[data-facet="${CSS.escape(facet.dataset.facet)}"] .facet-body`);
    if (!whole) throw new Error("no such list");
    const boxes = [...facet.querySelectorAll(".facet-check input")];
    facet.querySelector(".facet-body").replaceWith(document.adoptNode(whole));
    keepTicks(facet, boxes);
    addFinder(facet);
    const rows = [...facet.querySelectorAll(".facet-find input, .facet-link, .facet-check input")];
    rows.find((row) => row.offsetParent)?.focus();
  } catch {
    location.assign(link.href);
  }
}

/* Beside the results there is room for every list; facets.css shows them all until this is done. */
const isWide = matchMedia("(min-width: 60rem)").matches;

for (const facet of document.querySelectorAll("[data-facet]")) {
  facet.open ||= isWide;
  facet.dataset.ready = "";
  addFinder(facet);
  facet.addEventListener("click", (event) => {
    const link = event.target.closest(".facet-more");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    showAll(facet, link);
  });
}
