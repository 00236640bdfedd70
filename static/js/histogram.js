/*
 * A histogram: its caption says the number of the bar under the pointer, a finger or the focus of its list. Drag over it with a mouse
 * or pen to choose from one period to another. With a finger, the first tap says the number and the second follows the link.
 */

const SVG = "http://www.w3.org/2000/svg";

function addressOf(figure, from, to) {
  const address = new URL(figure.dataset.searchUrl || location.href, location.href);
  for (const name of ["page", "year", "from", "to"]) address.searchParams.delete(name);
  address.searchParams.set("from", from);
  address.searchParams.set("to", to);
  return address;
}

/* Return a function that says the number of a bar in the caption, or again what stood there. */
function teller(figure, bars) {
  const place = figure.querySelector("[data-said]");
  const before = place ? place.textContent : "";
  return (bar, more = "") => {
    for (const other of bars) other.classList.toggle("is-told", other === bar);
    if (place) place.textContent = bar && bar.dataset.value ? bar.dataset.value + more : before;
  };
}

function prepare(figure) {
  const picture = figure.querySelector("svg");
  const bars = picture ? [...picture.querySelectorAll("[data-year]")] : [];
  if (bars.length < 2) return;
  const range = document.createElementNS(SVG, "rect");
  range.setAttribute("class", "drag-range");
  range.setAttribute("y", "0");
  range.setAttribute("height", bars[0].querySelector(".bar-hit").getAttribute("height"));
  const tell = teller(figure, bars);
  let start = null;
  let dragged = false;
  let touched = null; // the bar whose number a finger asked for
  let follows = true; // whether a click follows the link

  const nearest = (x) => {
    const distance = (bar) => {
      const box = bar.querySelector(".bar-hit").getBoundingClientRect();
      return Math.abs(box.left + box.width / 2 - x);
    };
    return bars.reduce((best, bar) => (distance(bar) < distance(best) ? bar : best));
  };
  const between = (one, other) => {
    const years = [one, other].sort((a, b) => bars.indexOf(a) - bars.indexOf(b));
    return years.map((bar) => bar.dataset.year);
  };
  const draw = (one, other) => {
    const edges = [one, other].map((bar) => bar.querySelector(".bar-hit").getBoundingClientRect());
    const left = Math.min(...edges.map((edge) => edge.left));
    range.setAttribute("x", left - picture.getBoundingClientRect().left);
    range.setAttribute("width", Math.max(...edges.map((edge) => edge.right)) - left);
    if (!range.isConnected) picture.append(range);
  };
  const stop = () => {
    start = null;
    range.remove();
  };
  const touch = (bar) => {
    follows = bar === touched;
    touched = bar;
    tell(bar, bar.localName === "a" ? ` – ${figure.dataset.again}` : "");
  };

  picture.addEventListener("dragstart", (event) => event.preventDefault());
  picture.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    if (event.pointerType === "touch") {
      touch(nearest(event.clientX));
      return;
    }
    follows = true;
    start = nearest(event.clientX);
    dragged = false;
  });
  picture.addEventListener("pointermove", (event) => {
    const here = nearest(event.clientX);
    if (event.pointerType !== "touch") tell(here);
    else if (here !== touched) touch(here);
  });
  picture.addEventListener("pointerleave", (event) => event.pointerType === "touch" || tell(null));
  addEventListener("pointermove", (event) => {
    if (!start) return;
    const here = nearest(event.clientX);
    if (here !== start) dragged = true;
    if (dragged) draw(start, here);
  });
  addEventListener("pointerup", (event) => {
    if (!start) return;
    const [from, to] = between(start, nearest(event.clientX));
    stop();
    if (dragged) location.assign(addressOf(figure, from, to));
  });
  addEventListener("pointercancel", stop);
  picture.addEventListener("click", (event) => (dragged || !follows) && event.preventDefault());

  const byValue = new Map(bars.map((bar) => [bar.dataset.year, bar]));
  for (const kind of ["focusin", "pointerover"]) {
    figure.addEventListener(kind, (event) => {
      const link = event.target.closest("[data-bar]");
      if (link) tell(byValue.get(link.dataset.bar));
    });
  }
  for (const kind of ["focusout", "pointerout"]) {
    figure.addEventListener(kind, (event) => event.target.closest("[data-bar]") && tell(null));
  }
}

for (const figure of document.querySelectorAll("[data-histogram]")) prepare(figure);
