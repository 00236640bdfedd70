/* The histogram of years: drag over it with a mouse or pen to choose from one year to another. Single years stay links. */

const SVG = "http://www.w3.org/2000/svg";

function addressOf(figure, from, to) {
  const address = new URL(figure.dataset.searchUrl || location.href, location.href);
  for (const name of ["page", "year", "from", "to"]) address.searchParams.delete(name);
  address.searchParams.set("from", from);
  address.searchParams.set("to", to);
  return address;
}

function prepare(figure) {
  const picture = figure.querySelector("svg");
  const bars = [...figure.querySelectorAll("a[data-year]")];
  if (!picture || bars.length < 2) return;
  const range = document.createElementNS(SVG, "rect");
  range.setAttribute("class", "drag-range");
  range.setAttribute("y", "0");
  range.setAttribute("height", bars[0].querySelector(".bar-hit").getAttribute("height"));
  let start = null;
  let dragged = false;

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

  picture.addEventListener("dragstart", (event) => event.preventDefault());
  picture.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button) return;
    start = nearest(event.clientX);
    dragged = false;
  });
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
  picture.addEventListener("click", (event) => dragged && event.preventDefault());
}

for (const figure of document.querySelectorAll("[data-histogram]")) prepare(figure);
