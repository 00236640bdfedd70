/* What was done is said once the page is there, as a screen reader is silent about what a page begins with; and where nothing else on the
   page takes the focus, the message has it, so that a decision never leads back to the top of the page. */
(() => {
  const list = document.querySelector("ul.messagelist");
  if (!list) return;
  const told = Object.assign(document.createElement("div"), { className: "visually-hidden" });
  told.setAttribute("role", "status");
  told.dataset.told = "";
  document.body.append(told);
  window.addEventListener("load", () => {
    setTimeout(() => { told.textContent = [...list.children].map((each) => each.textContent.trim()).join(" "); }, 100);
    if (document.activeElement && document.activeElement !== document.body) return;
    list.tabIndex = -1;
    list.focus({ preventScroll: true });
  });
})();

/* A form may be long: what is wrong in it is one click away from the line that says so. */
(() => {
  const note = document.querySelector(".errornote"), wrong = document.querySelector("#content-main form .errorlist");
  if (!note || !wrong) return;
  wrong.id ||= "first-error";
  note.append(" ", Object.assign(document.createElement("a"), { href: `#${wrong.id}`, textContent: "Go to the first" }));
})();
