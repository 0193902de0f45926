// Sliders: one for each control of the scenario, moved by mouse, finger, key or a typed value with its unit.

import { byId, element } from "./parts.js";
import { ALL, controls, freeSlot, isPinned, model, now } from "./state.js";
import { typed } from "./words.js";

const fields = new Map();
const places = new Map(); // where a slider stands for a text: of texts that it wrote itself, and that the server has read

const settings = (control) => (control.role === "choose" ? now.moved.plan.set : now.moved.faced);
const start = () => model.starts[now.moved.plan.start];
const decimals = (step) => (String(step).split(".")[1] || "").length;
const written = (control, value) => control.pattern.replace("{}", Number(value).toFixed(decimals(control.step)));
const startOf = (control) => (control.role === "choose" ? start() : model.starts[""]).at[control.key];
const partOf = (channel, part) => model.controls.find((one) => one.channel === channel && one.part === part);

// The key under which a control was moved: its own, or that of all channels together.
function movedBy(control) {
  const own = settings(control);
  if (control.key in own) return control.key;
  const all = control.channel && partOf(ALL, control.part);
  return all && all.key in own ? all.key : null;
}

function placeOf(control) {
  const key = movedBy(control);
  if (key === null) return startOf(control)[0];
  return places.get(`${key} ${settings(control)[key]}`) ?? Number(fields.get(control.key).slider.value);
}

export function learn(found) {
  for (const [key, text, place] of found) places.set(`${key} ${text}`, place);
  const way = wayOf();
  for (const control of controls.values()) showPlace(control, way); // the texts are left alone: somebody may be typing
}

export function buildControls(changed) {
  model.controls.forEach((control, place) => byId(control.role === "choose" ? "choose" : "face").append(build(control, place, changed)));
}

function build(control, place, changed) {
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
  const unit = control.unit && control.unit !== "days" ? ` [${control.unit}]` : "";
  const box = element("div", { class: "control" },
    element("div", { class: "top" }, element("label", { for: `slider-${place}`, text: control.label + unit }), text),
    slider,
    element("p", { class: "meaning", id: `meaning-${place}` }, meaning, " ", back),
    error);
  const move = (value) => { set(control, value); changed(); };
  slider.addEventListener("input", () => {
    const value = written(control, slider.value);
    places.set(`${control.key} ${value}`, Number(slider.value));
    move(value);
  });
  text.addEventListener("change", () => move(typed(control, text.value)));
  back.addEventListener("click", () => { move(null); slider.focus(); });
  fields.set(control.key, { box, slider, text, meaning, back, error });
  return box;
}

function set(control, value) {
  const plan = now.moved.plan;
  if (control.role === "choose" && isPinned(plan)) now.moved.plan = { ...plan, set: { ...plan.set }, slot: freeSlot() };
  const own = settings(control);
  if (value === null) delete own[control.key];
  else own[control.key] = value;
  if (value !== null) for (const other of controls.values()) if (isDisplaced(other, control)) delete own[other.key];
}

// A channel has one calendar, and what is moved for all channels takes the place of what each of them had.
function isDisplaced(other, control) {
  if (other === control || !other.part) return false;
  const isSamePart = other.part === control.part || (Boolean(control.way) && Boolean(other.way));
  return isSamePart && (control.channel === ALL || other.channel === control.channel);
}

export function chooseWay(way) {
  const control = model.controls.find((one) => one.way === way && one.channel === now.moved.channel);
  const value = written(control, startOf(control)[0]);
  places.set(`${control.key} ${value}`, startOf(control)[0]);
  set(control, value);
}

function wayOf() {
  const moved = Object.keys(now.moved.plan.set).map((key) => controls.get(key)).filter((one) => one.way);
  const own = moved.find((one) => one.channel === now.moved.channel) || moved.find((one) => one.channel === ALL);
  return own ? own.way : start().ways[now.moved.channel] || "every";
}

function isShown(control, way) {
  if (control.way && control.way !== way) return false;
  if (control.part === "late" && movedBy(control) === null) {
    const onTime = partOf(control.channel, "on_time");
    if (placeOf(onTime) >= onTime.high) return false; // no lot is late
  }
  const isMoved = control.role !== "choose" && control.key in settings(control);
  return !control.beside.length || control.beside.includes(now.moved.channel) || isMoved;
}

export function showControls() {
  const way = wayOf();
  for (const control of controls.values()) show(control, way);
  byId("ways").hidden = model.controls.filter((one) => one.way && one.channel === now.moved.channel).length < 2;
  for (const radio of document.querySelectorAll("input[name=way]")) radio.checked = radio.value === way;
  byId("start").value = now.moved.plan.start;
  const moved = new Set(Object.keys(now.moved.plan.set).map((key) => controls.get(key).channel));
  for (const option of byId("channel").options) {
    const { label } = model.channels.find((one) => one.name === option.value);
    option.textContent = moved.has(option.value) ? `${label}, moved` : label;
  }
  byId("channel").value = now.moved.channel;
}

function showPlace(control, way) {
  const field = fields.get(control.key);
  field.box.hidden = !isShown(control, way);
  field.slider.value = placeOf(control);
}

function show(control, way) {
  const field = fields.get(control.key);
  const [, said, shown] = startOf(control);
  const key = movedBy(control);
  const value = key === null ? null : settings(control)[key];
  showPlace(control, way);
  field.box.classList.toggle("moved", value !== null);
  field.text.value = value ?? shown;
  field.slider.setAttribute("aria-valuetext", value ?? said);
  field.meaning.textContent = `${control.meaning} In the scenario: ${said}.`;
  field.back.hidden = key !== control.key;
  field.error.hidden = true;
  field.text.removeAttribute("aria-invalid");
  field.text.removeAttribute("aria-describedby");
}

export function showError(control, said) {
  const { error, text } = fields.get(control.key);
  error.textContent = said;
  error.hidden = false;
  text.setAttribute("aria-invalid", "true");
  text.setAttribute("aria-describedby", error.id);
}
