/* Asks before a page with unsaved changes is left. Forms without changes, and forms that are being sent, are let go; a form apart, which
   does one thing at once, does not send what is unsaved in another. */
(() => {
  const forms = document.querySelectorAll(".change-form form[method=post]:not([data-apart]), form[data-warn-unsaved]");
  const states = new Map();
  const state = (form) => {
    const pairs = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
    return JSON.stringify(pairs);
  };
  let leaving = false;

  window.addEventListener("load", () => {
    /* A form that came back with errors holds what was typed and is not saved: it counts as changed. */
    for (const form of forms) {
      const cameBack = form.querySelector(".errornote, .errorlist");
      states.set(form, cameBack ? "" : state(form));
      form.addEventListener("submit", (event) => {
        leaving = !(event.submitter && "noLeaving" in event.submitter.dataset);
      });
    }
  });

  window.addEventListener("beforeunload", (event) => {
    const changed = [...states].some(([form, before]) => state(form) !== before);
    if (changed && !leaving) event.preventDefault();
  });
})();
