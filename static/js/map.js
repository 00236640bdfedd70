/* The map: drag to move it, scroll over it with Ctrl to zoom, and two sliders for the years. All of it goes to addresses that links have too;
   the page is fetched, and its map put in place of the present one. */

const KEPT = "[data-map]";
const SCROLLS = 240; // pixels of scrolling that double the scale
const WAIT = 250; // milliseconds without scrolling before the map is fetched

let latest = 0;

async function go(address, { push = true } = {}) {
  const number = ++latest;
  const here = document.querySelector(KEPT);
  here.querySelectorAll("svg.map").forEach((map) => map.classList.add("map--waiting"));
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (number !== latest) return;
    const next = page.querySelector(KEPT);
    if (!answer.ok || !next) throw new Error("no map");
    here.replaceWith(document.adoptNode(next));
    if (push) history.pushState({ map: true }, "", address);
    prepare();
  } catch {
    location.assign(address);
  }
}

/* Moving and zooming */

function sidesOf(map) {
  const [west, south, east, north] = map.dataset.sides.split(",").map(Number);
  return { west, south, east, north };
}

function addressOf(map, part) {
  const { west, south, east, north } = sidesOf(map);
  const [, , width, height] = map.getAttribute("viewBox").split(" ").map(Number);
  const x = (pixels) => west + (pixels / width) * (east - west);
  const y = (pixels) => north - (pixels / height) * (north - south);
  const sides = [x(part.left), y(part.top + part.height), x(part.left + part.width), y(part.top)];
  const address = new URL(location.href);
  address.searchParams.set("view", sides.map((side) => side.toFixed(2)).join(","));
  address.hash = "";
  return address.href;
}

function movable(map) {
  const [, , width, height] = map.getAttribute("viewBox").split(" ").map(Number);
  const scale = () => width / map.getBoundingClientRect().width;
  const part = { left: 0, top: 0, width, height };
  const whole = map.getAttribute("viewBox");
  let start = null;
  let moved = false;
  let timer = 0;
  const show = () => map.setAttribute("viewBox", `${part.left} ${part.top} ${part.width} ${part.height}`);
  const fetchPart = () => {
    map.setAttribute("viewBox", whole);
    const address = addressOf(map, part);
    show();
    go(address);
  };

  map.addEventListener("dragstart", (event) => event.preventDefault());
  map.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button) return;
    start = { x: event.clientX, y: event.clientY };
    moved = false;
  });
  map.addEventListener("pointermove", (event) => {
    if (!start || !event.buttons) return;
    const [across, down] = [event.clientX - start.x, event.clientY - start.y];
    if (!moved && Math.hypot(across, down) < 5) return;
    if (!moved) map.setPointerCapture(event.pointerId);
    moved = true;
    map.classList.add("map--moving");
    part.left = -across * scale();
    part.top = -down * scale();
    show();
  });
  const stop = () => {
    if (start && moved) fetchPart();
    start = null;
    map.classList.remove("map--moving");
  };
  map.addEventListener("pointerup", stop);
  map.addEventListener("pointercancel", stop);
  map.addEventListener("click", (event) => moved && event.preventDefault(), true);

  map.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = map.getBoundingClientRect();
      const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      const factor = 2 ** (event.deltaY / SCROLLS);
      const size = Math.min(Math.max(part.width * factor, width / 16), width * 16);
      const [wide, high] = [size, (size * height) / width];
      part.left += (part.width - wide) * x;
      part.top += (part.height - high) * y;
      part.width = wide;
      part.height = high;
      show();
      clearTimeout(timer);
      timer = setTimeout(fetchPart, WAIT);
    },
    { passive: false },
  );
}

/* Years */

function slider(label, value, first, last) {
  const line = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: first, max: last, step: 1, value });
  const words = document.createElement("span");
  const name = () => (words.textContent = `${label} ${input.value}`);
  input.addEventListener("input", name);
  name();
  line.append(words, input);
  return { line, input };
}

function sliders(form) {
  const { first, last } = form.dataset;
  if (!(Number(first) < Number(last))) return;
  const fields = { from: form.elements.from, to: form.elements.to };
  const year = (text, other) => (/^\d{4}/.test(text) ? text.slice(0, 4) : other);
  const from = slider("From", year(fields.from.value, first), first, last);
  const to = slider("To", year(fields.to.value, last), first, last);
  const range = document.createElement("div");
  range.className = "map-slider-range";
  range.append(from.line, to.line);
  const part = document.createElement("div");
  part.className = "map-slider no-print";
  part.append(range);
  form.after(part);
  const change = (moved) => {
    if (Number(from.input.value) > Number(to.input.value)) {
      (moved === from ? to : from).input.value = moved.input.value;
    }
    const address = new URL(location.href);
    for (const name of ["page", "year", "from", "to"]) address.searchParams.delete(name);
    if (from.input.value !== first) address.searchParams.set("from", from.input.value);
    if (to.input.value !== last) address.searchParams.set("to", to.input.value);
    go(address.href);
  };
  from.input.addEventListener("change", () => change(from));
  to.input.addEventListener("change", () => change(to));
}

function prepare() {
  document.querySelectorAll(`${KEPT} svg.map`).forEach(movable);
  document.querySelectorAll("[data-map-time]").forEach(sliders);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-map-link]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = new URL(link.getAttribute("href"), location.href);
  event.preventDefault();
  go(address.href);
});
addEventListener("popstate", () => go(location.href, { push: false }));
prepare();
