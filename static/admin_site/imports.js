/* The page of imports: files and folders are dropped, and sent in parts; the page of one import shows how far it is. */
(() => {
  const MOST_FILES = 50, MOST_BYTES = 90e6, EVERY = 2000;

  /* How far it is: a sentence, and the page anew when something has ended. */
  const state = document.getElementById("import-state");
  if (state && state.dataset.atWork) {
    const look = async () => {
      try {
        const answer = await fetch(state.dataset.atWork, { headers: { Accept: "application/json" } });
        const told = await answer.json();
        if (!told.at_work || told.phase !== state.dataset.phase) return location.reload();
        if (state.textContent !== told.told) state.textContent = told.told;
      } catch { /* the server restarts: look again */ }
      setTimeout(look, EVERY);
    };
    setTimeout(look, EVERY);
  }

  const form = document.getElementById("import-form");
  if (!form) return;
  const field = document.getElementById("id_files"), folder = document.getElementById("id_folder");
  const list = document.getElementById("chosen-files"), error = document.getElementById("import-error");
  const progress = document.getElementById("import-progress"), drop = document.getElementById("drop");
  for (const each of form.querySelectorAll(".with-script")) each.hidden = false;
  let dropped = [];  // files that were dropped, with their paths

  const chosen = () => [
    ...[...field.files].map((file) => ({ file, path: file.name })),
    ...[...folder.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })),
    ...dropped,
  ].filter(({ path }) => !path.split("/").some((part) => part.startsWith(".")));

  const show = () => {
    const files = chosen();
    const lines = files.slice(0, 8).map(({ file, path }) => `${path} (${Math.ceil(file.size / 1000).toLocaleString("en-GB")} kB)`);
    if (files.length > 8) lines.push(`and ${(files.length - 8).toLocaleString("en-GB")} more`);
    list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line, dir: "auto" })));
  };
  field.addEventListener("change", show);
  folder.addEventListener("change", show);

  const filesIn = async (entry) => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      return [{ file, path: entry.fullPath.replace(/^\//, "") }];
    }
    const reader = entry.createReader(), found = [];
    for (;;) {
      const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!entries.length) return found;
      for (const each of entries) found.push(...await filesIn(each));
    }
  };
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("drop--over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("drop--over"));
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("drop--over");
    // The items are gone once this function waits for anything.
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const found = items.map((item) => (item.webkitGetAsEntry && item.webkitGetAsEntry()) || item.getAsFile());
    for (const each of found) {
      if (each instanceof File) dropped.push({ file: each, path: each.name });
      else if (each) dropped.push(...await filesIn(each));
    }
    show();
  });

  const parts = (files) => {
    const found = [[]];
    let size = 0;
    for (const each of files) {
      if (found.at(-1).length >= MOST_FILES || (found.at(-1).length && size + each.file.size > MOST_BYTES)) {
        found.push([]);
        size = 0;
      }
      found.at(-1).push(each);
      size += each.file.size;
    }
    return found;
  };
  const fail = (words) => {
    error.textContent = words;
    error.hidden = false;
    progress.textContent = "";
    error.scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("submit", async (event) => {
    const files = chosen();
    const tooLarge = files.find(({ file }) => file.size > 100e6);
    if (tooLarge) {
      event.preventDefault();
      return fail(`${tooLarge.path} is larger than 100 MB: ask whoever runs the archive to put it in the inbox.`);
    }
    const inParts = parts(files);
    if (inParts.length === 1 && !folder.files.length && !dropped.length) return undefined;  // as without script
    event.preventDefault();
    const button = form.querySelector("[name=step]");
    button.disabled = true;
    error.hidden = true;
    let batch = "", sent = 0;
    try {
      for (const [at, part] of inParts.entries()) {
        const data = new FormData(form);
        data.delete("files");
        for (const { file, path } of part) {
          data.append("files", file);
          data.append("paths", path);
        }
        if (batch) data.append("batch", batch);
        if (at < inParts.length - 1) data.append("more", "1");
        const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
        const told = await answer.json().catch(() => ({ error: "The server did not take the files. Try again, or put them in the inbox." }));
        if (told.error) throw new Error(told.error);
        if (told.url) { location.assign(told.url); return undefined; }
        batch = told.batch;
        sent += part.length;
        progress.textContent = `${sent.toLocaleString("en-GB")} of ${files.length.toLocaleString("en-GB")} files sent`;
      }
    } catch (problem) {
      fail(problem.message);
    }
    button.disabled = false;
    return undefined;
  });
})();
