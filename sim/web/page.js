"use strict";
// The page asks its server on this machine, and only that. Texts are put in as text, never as markup.

const model = JSON.parse(document.getElementById("model").textContent);
const page = crypto.randomUUID();
const MARKS = ["●", "■", "◆", "▲", "▼"];
const WAIT_MS = 25; // moves closer together than this count as one
const byId = (name) => document.getElementById(name);
const controls = new Map(model.controls.map((one) => [one.key, one]));
const fields = new Map();

let state = initial();
let names = new Map(); // what a plan is called, by what it is
let running = null; // the move that is under way
let writing = null; // the report that is under way
let worlds = 0;
let timer = 0;
let pictures = 0;

function initial() {
  const pins = model.pinned.map((start, slot) => ({ start, set: {}, slot }));
  return { faced: {}, pins, moved: { start: model.moved, set: {}, slot: pins.length } };
}

const identity = (plan) => JSON.stringify([plan.start, Object.entries(plan.set).sort()]);
const isPinned = (plan) => state.pins.some((pin) => identity(pin) === identity(plan));
const compared = () => (isPinned(state.moved) ? state.pins : [...state.pins, state.moved]);
const number = (value) => value.toLocaleString("en-US");

function freeSlot() {
  const taken = new Set(state.pins.map((pin) => pin.slot));
  for (let slot = 0; slot < model.most_plans; slot += 1) if (!taken.has(slot)) return slot;
  return model.most_plans - 1;
}

function element(tag, attributes = {}, ...children) {
  const found = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "text") found.textContent = value;
    else if (key.startsWith("on")) found.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) found.setAttribute(key, value === true ? "" : value);
  }
  found.append(...children);
  return found;
}

// --- controls -------------------------------------------------------------------------------------------------------

const settings = (control) => (control.role === "choose" ? state.moved.set : state.faced);
const decimals = (step) => (String(step).split(".")[1] || "").length;
const written = (control, value) => control.pattern.replace("{}", Number(value).toFixed(decimals(control.step)));

function startOf(control) {
  const start = control.role === "choose" ? model.starts[state.moved.start] : model.starts[""];
  return start.at[control.key] || [control.value, control.said];
}

function buildControl(control, place) {
  const slider = element("input", {
    type: "range", id: `slider-${place}`, min: control.low, max: control.high, step: control.step,
    "aria-describedby": `meaning-${place}`,
  });
  const text = element("input", {
    type: "text", id: `text-${place}`, autocomplete: "off", spellcheck: "false",
    "aria-label": `${control.label}, typed with its unit`,
  });
  const meaning = element("span");
  const back = element("button", { type: "button", class: "back", text: "back to it", "aria-label": `${control.label}: back to the scenario's value` });
  const error = element("p", { class: "error", id: `error-${place}`, hidden: true });
  const box = element("div", { class: "control" },
    element("div", { class: "top" }, element("label", { for: `slider-${place}`, text: control.label + (control.unit && control.unit !== "days" ? ` [${control.unit}]` : "") }), text),
    slider,
    element("p", { class: "meaning", id: `meaning-${place}` }, meaning, " ", back),
    error);
  slider.addEventListener("input", () => set(control, written(control, slider.value)));
  text.addEventListener("change", () => (text.value.trim() ? set(control, text.value.trim()) : set(control, null)));
  back.addEventListener("click", () => { set(control, null); slider.focus(); });
  fields.set(control.key, { box, slider, text, meaning, back, error });
  return box;
}

function set(control, value) {
  const found = settings(control);
  if (control.role === "choose" && isPinned(state.moved)) state.moved = { ...state.moved, set: { ...found }, slot: freeSlot() };
  const own = settings(control);
  if (value === null) delete own[control.key];
  else own[control.key] = value;
  if (value !== null && control.way) {
    for (const other of controls.values()) if (other.way && other.way !== control.way) delete own[other.key];
  }
  changed();
}

function wayOf() {
  for (const key of Object.keys(state.moved.set)) if (controls.get(key)?.way) return controls.get(key).way;
  return model.starts[state.moved.start].way;
}

function showControls() {
  const way = wayOf();
  for (const [key, control] of controls) {
    const field = fields.get(key);
    const [at, said] = startOf(control);
    const own = settings(control)[key];
    field.box.hidden = Boolean(control.way) && control.way !== way;
    field.box.classList.toggle("moved", own !== undefined);
    const value = own === undefined ? at : Number((own.match(/-?\d+(\.\d+)?/) || [at])[0]);
    field.slider.value = value;
    const shown = own === undefined ? (said.startsWith("uncertain") ? "uncertain" : said) : own;
    if (document.activeElement !== field.text || own !== undefined) field.text.value = shown;
    field.slider.setAttribute("aria-valuetext", own === undefined ? said : own);
    field.meaning.textContent = `${control.meaning} In the scenario: ${said}.`;
    field.back.hidden = own === undefined;
    field.error.hidden = true;
    field.text.removeAttribute("aria-invalid");
  }
  for (const radio of document.querySelectorAll("input[name=way]")) radio.checked = radio.value === way;
  byId("start").value = state.moved.start;
}

function showPlans() {
  const list = byId("plans");
  list.replaceChildren();
  const add = (plan, kind, ...acts) => list.append(element("li", {},
    element("span", { class: `mark slot-${plan.slot}`, "aria-hidden": "true", text: MARKS[plan.slot] }),
    element("span", { class: "name", text: names.get(identity(plan)) || plan.start || model.as_written }, element("span", { class: "part", text: kind })),
    element("span", { class: "acts" }, ...acts)));
  state.pins.forEach((pin, place) => {
    const name = names.get(identity(pin)) || pin.start || model.as_written;
    const acts = [];
    if (place > 0) acts.push(element("button", { type: "button", text: "Compare with", "aria-label": `Compare the others with ${name}`, onclick: () => { state.pins.unshift(...state.pins.splice(place, 1)); changed(); } }));
    acts.push(element("button", { type: "button", text: "Unpin", "aria-label": `Unpin ${name}`, onclick: () => { state.pins.splice(place, 1); changed(); byId("pin").focus(); } }));
    const sameAsMoved = identity(pin) === identity(state.moved) ? ", and being moved" : "";
    add(pin, (place === 0 ? "pinned; the others are compared with it" : "pinned") + sameAsMoved, ...acts);
  });
  if (!isPinned(state.moved)) add(state.moved, "being moved by the sliders");
  byId("pin").disabled = isPinned(state.moved) || state.pins.length >= model.most_plans - 1;
  byId("pin").textContent = state.pins.length >= model.most_plans - 1 ? "Four plans are pinned" : isPinned(state.moved) ? "This plan is pinned" : "Pin this plan";
}

function changed() {
  if (!isPinned(state.moved)) {
    const taken = new Set(state.pins.map((pin) => pin.slot));
    if (taken.has(state.moved.slot)) state.moved.slot = freeSlot();
  }
  showControls();
  showPlans();
  history.replaceState(null, "", `#${encodeURIComponent(JSON.stringify(state))}`);
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT_MS);
  byId("answer").setAttribute("aria-busy", "true");
}

// --- asking ---------------------------------------------------------------------------------------------------------

function question() {
  const width = Math.floor(byId("answer").clientWidth);
  const plans = compared().map(({ start, set, slot }) => ({ start, set, slot }));
  return { page, faced: state.faced, plans, width };
}

async function post(path, content, signal) {
  const how = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content), signal, credentials: "same-origin" };
  try {
    return await fetch(path, how);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return fetch(path, how); // the server may just have closed a line that was idle; asking twice changes nothing
  }
}

async function* messages(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
  }
}

async function ask() {
  running?.abort();
  const own = new AbortController();
  running = own;
  const asked = compared();
  byId("cancel").hidden = false;
  say(worlds ? "Running the new values …" : "Running …");
  try {
    const answer = await post("/ask", question(), own.signal);
    if (!answer.ok) {
      problems((await answer.json()).problems);
      return;
    }
    for await (const message of messages(answer)) {
      if (running !== own) return;
      if (message.kind === "problems") problems(message.problems);
      else if (message.kind === "first") showFirst(message, asked);
      else if (message.kind === "more") showMore(message);
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    problems([{ key: "", said: "The server does not answer; is hearthline serve still running?" }]);
  } finally {
    if (running === own) {
      running = null;
      byId("cancel").hidden = true;
      byId("answer").setAttribute("aria-busy", "false");
    }
  }
}

const say = (text) => { byId("status").textContent = text; };

function problems(found) {
  const box = byId("problems");
  const heading = worlds ? "These values do not fit; the picture still shows the last ones that do." : "These values do not fit.";
  const headed = found.some((one) => one.key) ? [element("p", { text: heading })] : [];
  box.replaceChildren(...headed, ...found.map((one) => element("p", { text: one.said })));
  box.hidden = false;
  for (const one of found) {
    const field = fields.get(one.key);
    if (!field) continue;
    field.error.textContent = one.said;
    field.error.hidden = false;
    field.text.setAttribute("aria-invalid", "true");
    field.text.setAttribute("aria-describedby", field.error.id);
  }
  say("Nothing is running.");
}

// --- showing --------------------------------------------------------------------------------------------------------

function showFirst(message, asked) {
  worlds = message.worlds;
  byId("problems").hidden = true;
  byId("headline").textContent = message.headline[0];
  byId("bar").textContent = byId("headline").textContent;
  byId("rest").textContent = message.headline.slice(1).join(" ");
  const list = byId("warnings");
  list.replaceChildren(...message.warnings.map((text) => element("li", { text })));
  list.hidden = !message.warnings.length;
  names = new Map(asked.map((plan, place) => [identity(plan), message.names[place]]));
  byId("confidence").textContent = message.confidence;
  const figure = byId("picture");
  figure.hidden = !message.picture.svg;
  if (message.picture.svg) {
    figure.querySelector("figcaption").textContent = message.picture.title;
    const img = figure.querySelector("img");
    img.alt = message.picture.alt;
    img.onload = () => { pictures += 1; figure.dataset.pictures = pictures; figure.dataset.worlds = message.worlds; };
    img.src = message.picture.svg;
  }
  const failed = message.failed ? `, ${number(message.failed)} of them failed` : "";
  const fresh = message.fresh ? `${number(message.fresh)} fresh runs` : "all known from before";
  const counted = `${number(message.worlds)} worlds in the picture${failed} (${fresh}, ${message.seconds.toFixed(2)} s)`;
  say(message.is_last ? `${counted}. Done.` : `${counted}. More are being run …`);
  const open = new Set([...document.querySelectorAll("#numbers details[open]")].map((one) => one.dataset.title));
  const [main, ...others] = message.tables;
  byId("numbers").replaceChildren(table(main));
  if (others.length) {
    const details = element("details", { "data-title": "others" }, element("summary", { text: "More numbers" }), ...others.map(table));
    details.open = open.has("others");
    byId("numbers").append(details);
  }
  byId("answer").setAttribute("aria-busy", "false");
  showPlans();
}

function table(found) {
  const head = element("tr", {}, ...found.heads.map((text) => element("th", { scope: "col", text })));
  const rows = found.rows.map((row) => element("tr", {}, ...row.map((text, place) => element(place ? "td" : "th", place ? { text } : { scope: "row", text }))));
  const whole = element("table", {}, element("caption", {}, element("span", { text: found.title })), element("thead", {}, head), element("tbody", {}, ...rows));
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": found.title }, whole);
}

function showMore(message) {
  const box = byId("pictures");
  message.pictures.forEach((one, place) => {
    let figure = box.children[place];
    if (!figure) {
      figure = element("figure", {}, element("figcaption"), element("img", { alt: "" }), element("p", { class: "reading" }));
      box.append(figure);
    }
    figure.querySelector("figcaption").textContent = one.title;
    const img = figure.querySelector("img");
    img.alt = one.alt;
    img.src = one.svg;
    figure.querySelector("p").textContent = one.reading || "The colder the darker, the coldest first; it is no map. The number is hours per resident.";
  });
  while (box.children.length > message.pictures.length) box.lastChild.remove();
}

// --- taking away ----------------------------------------------------------------------------------------------------

const take = (text) => { byId("taken").textContent = text; };

async function download() {
  const answer = await post("/scenario", { ...question(), worlds: worlds || 200 });
  if (!answer.ok) {
    problems((await answer.json()).problems);
    return;
  }
  const address = URL.createObjectURL(await answer.blob());
  const name = model.name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "scenario";
  element("a", { href: address, download: `${name}.yaml` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  take(`The scenario was saved as ${name}.yaml.`);
}

async function report() {
  writing?.abort();
  const own = new AbortController();
  writing = own;
  byId("cancel-report").hidden = false;
  take("Writing the full report …");
  try {
    const answer = await post("/report", { ...question(), worlds: worlds || 200 }, own.signal);
    if (!answer.ok) {
      take((await answer.json()).problems.map((one) => one.said).join(" "));
      return;
    }
    for await (const message of messages(answer)) {
      if (message.kind === "writing") take(`Writing the full report of ${number(worlds)} worlds: ${message.seconds.toFixed(0)} s so far; usually half a minute.`);
      else if (message.kind === "problems") take(message.problems.map((one) => one.said).join(" "));
      else if (message.kind === "report") {
        const link = element("a", { href: `/report/${message.number}`, target: "_blank", rel: "noopener", id: "report-link", text: "Open the full report" });
        byId("taken").replaceChildren("It is written: ", link, ".");
        link.focus();
      }
    }
  } catch (error) {
    take(error.name === "AbortError" ? "The report was cancelled." : "The server does not answer.");
  } finally {
    if (writing === own) writing = null;
    byId("cancel-report").hidden = true;
  }
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    take("The link is copied.");
  } catch {
    take("Copy it from the address bar: it already says everything.");
  }
}

// --- beginning ------------------------------------------------------------------------------------------------------

function fromFragment() {
  if (location.hash.length < 2) return false;
  try {
    const found = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    const plan = (one) => ({ start: String(one.start), set: texts(one.set), slot: Number(one.slot) || 0 });
    const texts = (one) => Object.fromEntries(Object.entries(one).filter(([key]) => controls.has(key)).map(([key, value]) => [key, String(value)]));
    const read = { faced: texts(found.faced), pins: found.pins.slice(0, model.most_plans - 1).map(plan), moved: plan(found.moved) };
    if (![...read.pins, read.moved].every((one) => one.start in model.starts)) return false;
    state = read;
    return true;
  } catch {
    return false;
  }
}

function begin() {
  model.controls.forEach((control, place) => byId(control.role === "choose" ? "choose" : "face").append(buildControl(control, place)));
  const starts = Object.keys(model.starts);
  byId("start-control").hidden = starts.length < 2;
  for (const name of starts) byId("start").append(element("option", { value: name, text: name || model.as_written }));
  byId("start").addEventListener("change", () => { state.moved = { start: byId("start").value, set: {}, slot: isPinned(state.moved) ? freeSlot() : state.moved.slot }; changed(); });
  byId("ways").hidden = model.controls.filter((one) => one.way).length < 2;
  for (const radio of document.querySelectorAll("input[name=way]")) {
    radio.addEventListener("change", () => {
      const control = model.controls.find((one) => one.way === radio.value);
      set(control, written(control, startOf(control)[0]));
    });
  }
  byId("pin").addEventListener("click", () => { state.pins.push({ ...state.moved, set: { ...state.moved.set } }); changed(); });
  byId("reset").addEventListener("click", () => { state = initial(); changed(); });
  byId("cancel").addEventListener("click", () => {
    running?.abort();
    running = null;
    byId("cancel").hidden = true;
    byId("answer").setAttribute("aria-busy", "false");
    say(worlds ? `Cancelled; the picture shows ${number(worlds)} worlds.` : "Cancelled.");
  });
  byId("download").addEventListener("click", download);
  byId("report").addEventListener("click", report);
  byId("cancel-report").addEventListener("click", () => writing?.abort());
  byId("link").addEventListener("click", copyLink);
  window.addEventListener("hashchange", () => { if (fromFragment()) changed(); });
  new IntersectionObserver(([seen]) => { byId("bar").hidden = seen.isIntersecting || !worlds; }).observe(byId("said"));
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (Math.abs(window.innerWidth - width) < 60) return;
    width = window.innerWidth;
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  });
  fromFragment();
  changed();
}

begin();
