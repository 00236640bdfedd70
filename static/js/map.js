/* The map: drag to move it, pinch or scroll over it with Ctrl to zoom, keys for both, and two sliders for the years. One finger moves it
   sideways, as up and down it scrolls the page; two move it everywhere. All of it goes to addresses that links have too; the page is fetched, and
   its map put in place of the present one. */

const KEPT = "[data-map]";
const SCROLLS = 240; // pixels of scrolling that double the scale
const WAIT = 250; // milliseconds without scrolling, or another finger, before the map is fetched
const HINT = 2500; // milliseconds that a hint stays

let latest = 0;

function focusedOn(element) {
  if (element?.dataset.way) return `[data-way="${element.dataset.way}"]`;
  return element?.matches("[data-map-stage]") ? "[data-map-stage]" : "";
}

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
    const focused = focusedOn(document.activeElement);
    here.replaceWith(document.adoptNode(next));
    if (push) history.pushState({ map: true }, "", address);
    prepare();
    document.querySelector("[data-map-status]").textContent = next.querySelector("[data-map-says]")?.textContent || "";
    if (focused) document.querySelector(focused)?.focus({ preventScroll: true });
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
  const whole = map.getAttribute("viewBox");
  const part = { left: 0, top: 0, width, height };
  const fingers = new Map(); // of each pointer that is down: where it is on the screen
  let begun = null;
  let moved = false;
  let timer = 0;
  const show = () => map.setAttribute("viewBox", `${part.left} ${part.top} ${part.width} ${part.height}`);
  const fetchPart = () => {
    map.setAttribute("viewBox", whole);
    const address = addressOf(map, part);
    show();
    go(address);
  };

  // What lies at `from` on the screen is shown at `to`, `closer` times as large.
  const place = (before, from, to, closer) => {
    const box = map.getBoundingClientRect();
    const size = Math.min(Math.max(before.width / closer, width / 16), width * 16);
    const [wide, high] = [size, (size * height) / width];
    const share = (point) => [(point.x - box.left) / box.width, (point.y - box.top) / box.height];
    const [[x, y], [nextX, nextY]] = [share(from), share(to)];
    part.left = before.left + before.width * x - wide * nextX;
    part.top = before.top + before.height * y - high * nextY;
    part.width = wide;
    part.height = high;
    show();
  };

  // The middle of the fingers, and how far they are apart.
  const held = () => {
    const points = [...fingers.values()];
    const middle = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
    const [x, y] = [middle("x"), middle("y")];
    return { x, y, apart: points.length > 1 ? Math.hypot(points[0].x - x, points[0].y - y) * 2 : 0 };
  };
  const begin = () => (begun = fingers.size ? { held: held(), part: { ...part } } : null);

  map.addEventListener("dragstart", (event) => event.preventDefault());
  for (const name of ["touchstart", "touchmove"]) {
    map.addEventListener(name, (event) => event.touches.length > 1 && event.preventDefault(), { passive: false });
  }
  map.addEventListener("pointerdown", (event) => {
    if (event.button || fingers.size === 2) return;
    clearTimeout(timer);
    if (!fingers.size) moved = false;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    begin();
  });
  map.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const now = held();
    const way = Math.hypot(now.x - begun.held.x, now.y - begun.held.y) + Math.abs(now.apart - begun.held.apart);
    if (!moved && way < 5) return;
    if (!moved) map.setPointerCapture(event.pointerId);
    moved = true;
    map.classList.add("map--moving");
    place(begun.part, begun.held, now, begun.held.apart ? now.apart / begun.held.apart : 1);
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    begin();
    if (fingers.size) return;
    map.classList.remove("map--moving");
    if (moved) timer = setTimeout(fetchPart, event.pointerType === "touch" ? WAIT : 0);
  };
  map.addEventListener("pointerup", lift);
  map.addEventListener("pointercancel", lift);
  map.addEventListener("click", (event) => moved && event.preventDefault(), true);

  map.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return say(map);
      event.preventDefault();
      const point = { x: event.clientX, y: event.clientY };
      place({ ...part }, point, point, 2 ** (-event.deltaY / SCROLLS));
      clearTimeout(timer);
      timer = setTimeout(fetchPart, WAIT);
    },
    { passive: false },
  );
}

/* Keys, which follow the links beside the map, and the words on how to move it */

const WAYS = { "+": "in", "=": "in", "-": "out", _: "out", ArrowLeft: "west", ArrowRight: "east", ArrowUp: "north", ArrowDown: "south" };

let fading = 0;

function say(map) {
  const stage = map.closest("[data-map-stage]");
  const hint = stage.querySelector(".map-hint");
  hint.textContent = stage.dataset.hold;
  hint.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => (hint.hidden = true), HINT);
}

function withKeys(stage) {
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", stage.dataset.label);
  const hint = document.createElement("p");
  hint.className = "map-hint no-print";
  hint.hidden = true;
  const how = document.createElement("p");
  how.className = "small muted map-how no-print";
  how.textContent = stage.dataset.how;
  stage.append(hint, how);
  stage.addEventListener("keydown", (event) => {
    if (event.target !== stage || event.ctrlKey || event.metaKey || event.altKey) return;
    const link = document.querySelector(`[data-way="${WAYS[event.key]}"]`);
    if (!link) return;
    event.preventDefault();
    go(link.href);
  });
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
  const from = slider(form.querySelector("[for=date-from]").textContent, year(fields.from.value, first), first, last);
  const to = slider(form.querySelector("[for=date-to]").textContent, year(fields.to.value, last), first, last);
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
  document.querySelectorAll("[data-map-stage]").forEach(withKeys);
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
