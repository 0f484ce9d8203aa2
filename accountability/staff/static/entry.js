// The entry page: drafts kept on the server while somebody types, encrypted on this
// device while the server cannot be reached; more officers and acts; files at once.
// Without this file the page works by its buttons.
"use strict";

const form = document.getElementById("entry");
const state = form.querySelector("[data-state]");
const words = form.dataset;
const storage = window.localStorage;
const prefix = `unsent:${words.deviceName}:`;
// What the key is for stays out of what it is named by.
const keyBytes = Uint8Array.from(words.device.match(/../g), (pair) => parseInt(pair, 16));
const deviceKey = crypto.subtle?.importKey("raw", keyBytes, "AES-GCM", false, [
  "encrypt",
  "decrypt",
]);

let tab = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
let sequence = 0;
let changed = 0;
let kept = 0;
let timer = 0;
let sending = false;
let leaving = false;
let wait = 1000;

const say = (text, more) => {
  state.replaceChildren(text, ...(more ? [" ", more] : []));
};

const typed = () => {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") data.append(name, value);
  }
  data.set("tab", tab);
  data.set("seen", words.seen || "");
  return data;
};

// --- On this device, encrypted

const slot = () => `${prefix}${words.case || "new"}:${tab}`;

const keepHere = async () => {
  if (!deviceKey) return;
  const name = slot();
  const at = changed;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(
    JSON.stringify({ tab, sequence, data: typed().toString() }),
  );
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await deviceKey, text);
  if (at <= kept || leaving) return;
  const bytes = new Uint8Array([...iv, ...new Uint8Array(sealed)]);
  let told = "";
  for (const byte of bytes) told += String.fromCharCode(byte);
  try {
    storage.setItem(name, btoa(told));
  } catch {
    // A full or forbidden storage: the words are still on the page and on their way.
  }
};

const forgetHere = () => {
  storage.removeItem(slot());
  storage.removeItem(`${prefix}new:${tab}`);
};

const found = async () => {
  if (!deviceKey) return null;
  const wanted = `${prefix}${words.case || "new"}:`;
  for (const name of Object.keys(storage)) {
    if (!name.startsWith(wanted)) continue;
    try {
      const bytes = Uint8Array.from(atob(storage.getItem(name)), (c) => c.charCodeAt(0));
      const plain = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: bytes.slice(0, 12) },
        await deviceKey,
        bytes.slice(12),
      );
      storage.removeItem(name);
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      storage.removeItem(name);
    }
  }
  return null;
};

const putBack = (data) => {
  const values = new URLSearchParams(data);
  for (const name of values.keys()) {
    const place = name.match(/^officer-(\d+)-(?:act-(\d+)-)?/);
    if (!place) continue;
    while (!form.querySelector(`[name="officer-${place[1]}-description"]`)) addOfficer();
    if (place[2] === undefined) continue;
    const officer = form.querySelector(`[data-officer="${place[1]}"]`);
    while (!form.querySelector(`[name="officer-${place[1]}-act-${place[2]}-told"]`)) {
      addAct(officer);
    }
  }
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken" || field.type === "file") continue;
    if (field.tagName === "BUTTON") continue;
    const sent = values.getAll(field.name);
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = sent.includes(field.value);
    } else if (sent.length) {
      field.value = sent[0];
    }
  }
};

// --- On the server

const freshToken = async () => {
  const answer = await fetch(window.location.href, { redirect: "manual" });
  if (!answer.ok) return false;
  const token = (await answer.text()).match(/name="csrfmiddlewaretoken" value="([^"]+)"/);
  if (!token) return false;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
    field.value = token[1];
  }
  return true;
};

const keep = async (more = {}) => {
  if (sending || leaving) return;
  sending = true;
  const at = changed;
  sequence += 1;
  const data = typed();
  data.set("sequence", sequence);
  for (const [name, value] of Object.entries(more)) data.set(name, value);
  say(words.wordSaving);
  let again = true;
  try {
    const answer = await fetch(words.keep, { method: "POST", body: data, redirect: "manual" });
    if (answer.ok) {
      took(await answer.json(), at);
      again = changed > at;
      wait = 1000;
    } else if (answer.status === 409) {
      elsewhere(await answer.json());
      again = false;
    } else if (answer.status === 413) {
      say((await answer.json()).words);
      again = false;
    } else if (answer.type === "opaqueredirect" || answer.status === 403) {
      if (!(await freshToken())) say(words.wordLogin);
      wait = Math.min(wait * 2, 15000);
    } else {
      say(words.wordOffline);
      wait = Math.min(wait * 2, 15000);
    }
  } catch {
    say(words.wordOffline);
    wait = Math.min(wait * 2, 15000);
  }
  sending = false;
  if (again) soon(wait);
};

const took = (answer, at) => {
  kept = Math.max(kept, at);
  if (!words.case) {
    storage.removeItem(slot());
    words.case = answer.case;
    words.keep = answer.keep;
    words.files = answer.files;
    form.action = answer.edit;
    form.elements.revision.value ||= "1";
    document.querySelector("[name=team]")?.closest(".field")?.remove();
    history.replaceState(null, "", answer.edit);
    // Another language shows this case, not an empty page.
    const next = document.querySelector("footer [name=next]");
    if (next) next.value = answer.edit;
  }
  if (changed <= at) forgetHere();
  say(`${words.wordKept} · ${answer.number} · ${answer.at}`);
  form.querySelector("[data-read-as]").textContent = answer.read_as;
  const alike = form.querySelector("[data-alike]");
  alike.hidden = !answer.alike.length;
  alike.replaceChildren(words.wordAlike);
  for (const other of answer.alike) {
    const link = document.createElement("a");
    link.href = other.address;
    link.target = "_blank";
    link.textContent = other.number;
    alike.append(" ", link);
  }
};

const elsewhere = (answer) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.wordTakeover;
  button.addEventListener("click", () => keep({ take_over: "yes" }));
  say(answer.words, button);
};

const soon = (after) => {
  clearTimeout(timer);
  timer = setTimeout(keep, after);
};

form.addEventListener("input", (event) => {
  if (event.target.type === "file") return;
  changed += 1;
  keepHere();
  soon(changed === 1 ? 0 : 700);
});
window.addEventListener("online", () => changed > kept && keep());
window.addEventListener("beforeunload", (event) => {
  if (!leaving && changed > kept) event.preventDefault();
});
const last = () => {
  if (changed <= kept) return;
  sequence += 1;
  const data = typed();
  data.set("sequence", sequence);
  navigator.sendBeacon(words.keep, data);
};
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !leaving) last();
});
// The quick exit tells before it goes.
window.addEventListener("leaving", () => {
  last();
  leaving = true;
});
form.addEventListener("submit", () => {
  leaving = true;
  clearTimeout(timer);
  forgetHere();
});
window.addEventListener("pageshow", () => {
  leaving = false;
});

// --- More officers, more acts

const numbered = (node, mark, number) => {
  for (const element of [node, ...node.querySelectorAll("*")]) {
    for (const attribute of [...element.attributes]) {
      if (attribute.value.includes(mark)) {
        element.setAttribute(attribute.name, attribute.value.replaceAll(mark, number));
      }
    }
  }
  return node;
};
const pattern = document.getElementById("officer-template").content.firstElementChild;

const addOfficer = () => {
  const place = form.querySelector("[data-officers]");
  const taken = [...place.children].map((child) => Number(child.dataset.officer));
  const number = Math.max(-1, ...taken) + 1;
  const node = numbered(numbered(pattern.cloneNode(true), "AA", 0), "OO", number);
  node.querySelector("[data-ordinal]").textContent = place.children.length + 1;
  place.append(node);
  return node;
};
const addAct = (officer) => {
  const acts = officer.querySelector("[data-acts]");
  const number = acts.children.length;
  const node = pattern.querySelector("[data-act]").cloneNode(true);
  acts.append(numbered(numbered(node, "AA", number), "OO", officer.dataset.officer));
  return acts.lastElementChild;
};

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-officer], [data-add-act]");
  if (!button) return;
  event.preventDefault();
  const added =
    "addOfficer" in button.dataset
      ? addOfficer()
      : addAct(button.closest("[data-officer]"));
  added.querySelector("input:not([type=hidden]), textarea").focus();
});

// --- Files go at once; what could not be sent goes with the form.

const files = document.getElementById("id_files");
files.addEventListener("change", async () => {
  const list = form.querySelector("[data-file-list]");
  if (!words.case) {
    changed += 1;
    await keep();
  }
  for (const file of [...files.files]) {
    const line = document.createElement("li");
    line.textContent = `${file.name} …`;
    list.append(line);
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("file", file);
    try {
      const answer = await fetch(words.files, {
        method: "POST",
        body: data,
        redirect: "manual",
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(answer.status);
      line.textContent = `${file.name} · ${words.wordFile}`;
      const left = new DataTransfer();
      for (const other of files.files) if (other !== file) left.items.add(other);
      files.files = left.files;
    } catch {
      line.textContent = `${file.name} · ${words.wordFileFailed}`;
    }
  }
});

// --- What had not been sent when this device was last here

found().then((before) => {
  if (!before) return;
  tab = before.tab;
  sequence = before.sequence;
  putBack(before.data);
  changed += 1;
  keepHere();
  keep({ take_over: "yes" }).then(() => {
    if (changed <= kept) say(words.wordRestored);
  });
});
