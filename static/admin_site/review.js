/* Numbers choose a candidate for the passage in focus, and the next passage comes up. Without this the page works by mouse and Tab. */
(() => {
  const places = [...document.querySelectorAll("form.review .place")];
  document.querySelectorAll(".by-key, .candidates kbd, .bulk kbd, .undo kbd").forEach((hint) => { hint.hidden = false; });

  const choose = (place, key) => {
    const radios = [...place.querySelectorAll("input[type=radio]:not(:disabled)")];
    const numbered = radios.filter((radio) => /^\d+$/.test(radio.value));
    return key === "0" ? radios.find((radio) => radio.value === "none") : numbered[Number(key) - 1];
  };

  let sent = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=radio]), textarea, select, .select2-container")) return;
    const digit = /^Digit([0-9])$/.exec(event.code);
    const all = event.shiftKey && digit && document.querySelector(`[data-all="${digit[1]}"]`);
    const target = event.key === "u" ? document.querySelector("[data-undo]") : all;
    if (!target || sent) return;
    sent = true; /* a key that is held down decides once */
    event.preventDefault();
    target.click();
  });
  window.addEventListener("pageshow", () => { sent = false; });

  document.addEventListener("keydown", (event) => {
    if (event.shiftKey || !/^[0-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = document.activeElement && document.activeElement.closest(".place");
    const radio = place && choose(place, event.key);
    if (!radio) return;
    event.preventDefault();
    radio.checked = true;
    const next = places[places.indexOf(place) + 1];
    const target = next ? next.querySelector("input[type=radio]:checked") : document.querySelector("form.review .default");
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  });

  const first = places.length ? places[0].querySelector("input[type=radio]:checked") : document.querySelector("[data-nothing-left]");
  if (first) first.focus({ preventScroll: true });
})();
