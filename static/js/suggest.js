/* Names matching what is typed, under the search box. Enter without choosing one searches as usual. */

const PAUSE = 120;
const MIN_LENGTH = 2;

const language = document.documentElement.lang;

function option(suggestion, id) {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.url = suggestion.url;
  const sign = document.createElement("span");
  sign.className = `sign sign--${suggestion.kind}`;
  sign.setAttribute("aria-hidden", "true");
  const label = document.createElement("bdi");
  label.textContent = suggestion.label;
  const kind = document.createElement("span");
  kind.className = "count";
  kind.textContent = `${suggestion.what}, ${suggestion.count.toLocaleString(language)}`;
  item.append(sign, label, kind);
  return item;
}

function prepare(form) {
  const input = form.querySelector("[data-search-input]");
  const wrap = document.createElement("div");
  wrap.className = "suggest-wrap";
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.names);
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  input.replaceWith(wrap);
  wrap.append(input, list, said);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let chosen = -1;
  let timer = 0;
  let asked = null;

  const choose = (index) => {
    chosen = index;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[index].id);
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const matching = (number) => {
    if (!number) return "";
    return number === 1 ? form.dataset.one : form.dataset.many.replace("{number}", number);
  };
  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map((suggestion, place) => option(suggestion, `${list.id}-${place}`)));
    choose(-1);
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = matching(suggestions.length);
  };
  const ask = async () => {
    asked?.abort();
    const typed = input.value.trim();
    if (typed.length < MIN_LENGTH) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}&lang=${language.toLowerCase()}`, { signal: asked.signal });
      if (answer.ok && document.activeElement === input) show(await answer.json());
    } catch {
      /* A newer request, or no response: the box works without. */
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[data-url]");
    event.preventDefault();
    if (item && !event.button) location.assign(item.dataset.url);
  });
}

for (const form of document.querySelectorAll("form[data-suggest]")) prepare(form);
