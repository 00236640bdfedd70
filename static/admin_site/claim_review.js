/* Keys decide on the suggested claim in focus: a, r, e; j and k go on and back; u undoes. Without this the page works by mouse and Tab. */
(() => {
  const form = document.querySelector("form.claim-review");
  if (!form) return;
  const claims = [...form.querySelectorAll(".claim-open")];
  document.querySelectorAll(".by-key, .claim-review kbd").forEach((hint) => { hint.hidden = false; });

  const focus = (claim) => {
    if (!claim) return;
    claim.focus({ preventScroll: true });
    claim.scrollIntoView({ block: "nearest" });
  };
  const press = (target) => {
    if (!target || form.dataset.sent) return;
    form.dataset.sent = "1"; /* a key that is held down decides once */
    target.click();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=hidden]), textarea, select")) return;
    const claim = document.activeElement && document.activeElement.closest(".claim-open");
    const at = claims.indexOf(claim);
    if (event.key === "u") press(form.querySelector("[data-undo]"));
    else if (event.key === "j") focus(claims[at + 1]);
    else if (event.key === "k") focus(claims[Math.max(at - 1, 0)]);
    else if (claim && ["a", "r", "e"].includes(event.key)) press(claim.querySelector(`[data-key="${event.key}"]`));
    else return;
    event.preventDefault();
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });
  focus(claims[0]);
})();
