// The planner page: plans that are pinned, one that is moved, and a question to the server whenever something changes.

import { showFirst, showMore, showProblems } from "./answer.js";
import { cancelReport, copyLink, download, report } from "./files.js";
import { byId, element, number, say } from "./parts.js";
import { buildControls, chooseWay, learn, showControls } from "./sliders.js";
import { compared, freeSlot, identity, isPinned, model, nameOf, now, question, recall, remember, reset } from "./state.js";
import { isGivenUp, messages, post, refusal, why } from "./talk.js";

const MARKS = ["●", "■", "◆", "▲", "▼"];
const WAIT_MS = 25; // moves closer together than this count as one
const PAUSE_MS = 150; // the first move after it is asked at once
const RESIZED_PX = 60; // a narrower change of the window needs no new pictures
let running = null; // the move that is under way
let timer = 0;
let last = -Infinity; // when something was changed

// --- plans ----------------------------------------------------------------------------------------------------------

function showPlans() {
  const { pins, plan } = now.moved;
  const rows = pins.map((pin, place) => planRow(pin, saidOf(pin, place), actsOf(pin, place)));
  if (!isPinned(plan)) rows.push(planRow(plan, "being moved by the sliders", []));
  replacePlans(rows);
  const isFull = pins.length >= model.most_plans - 1;
  byId("pin").setAttribute("aria-disabled", String(isPinned(plan) || isFull)); // it keeps the keyboard's focus
  byId("pin").textContent = isFull ? "Four plans are pinned" : isPinned(plan) ? "This plan is pinned" : "Pin this plan";
}

// Rows are made anew; whoever stands on a button of them with the keyboard goes on standing there.
function replacePlans(rows) {
  const buttons = () => [...byId("plans").querySelectorAll("button")];
  const held = buttons().indexOf(document.activeElement);
  byId("plans").replaceChildren(...rows);
  if (held >= 0) (buttons()[Math.min(held, buttons().length - 1)] || byId("pin")).focus();
}

function pin() {
  if (byId("pin").getAttribute("aria-disabled") === "true") return;
  const { pins, plan } = now.moved;
  pins.push({ ...plan, set: { ...plan.set } });
  changed();
}

function planRow(plan, said, acts) {
  return element("li", {},
    element("span", { class: `mark slot-${plan.slot}`, "aria-hidden": "true", text: MARKS[plan.slot] }),
    element("span", { class: "name", text: nameOf(plan) }, element("span", { class: "part", text: said })),
    element("span", { class: "acts" }, ...acts));
}

function saidOf(pin, place) {
  const isMoved = identity(pin) === identity(now.moved.plan);
  return (place === 0 ? "pinned; the others are compared with it" : "pinned") + (isMoved ? ", and being moved" : "");
}

function actsOf(pin, place) {
  const { pins } = now.moved;
  const name = nameOf(pin);
  const lead = () => { pins.unshift(...pins.splice(place, 1)); changed(); };
  const leave = () => { pins.splice(place, 1); changed(); };
  const first = element("button", { type: "button", text: "Compare with", "aria-label": `Compare the others with ${name}`, onclick: lead });
  const last = element("button", { type: "button", text: "Unpin", "aria-label": `Unpin ${name}`, onclick: leave });
  return place > 0 ? [first, last] : [last];
}

function startFrom(name) {
  const { plan } = now.moved;
  now.moved.plan = { start: name, set: {}, slot: isPinned(plan) ? freeSlot() : plan.slot };
}

// --- asking ---------------------------------------------------------------------------------------------------------

function changed() {
  const { pins, plan } = now.moved;
  if (!isPinned(plan) && pins.some((pin) => pin.slot === plan.slot)) plan.slot = freeSlot();
  const isFirst = performance.now() - last > PAUSE_MS;
  last = performance.now();
  if (isFirst) ask(); // before the page is touched, so that the question need not wait until it is laid out anew
  else askSoon(WAIT_MS);
  showControls();
  showPlans();
  remember();
  byId("answer").setAttribute("aria-busy", "true");
}

function askSoon(wait) {
  clearTimeout(timer);
  timer = setTimeout(ask, wait);
}

async function ask() {
  clearTimeout(timer);
  running?.abort();
  const own = new AbortController();
  running = own;
  const asked = compared();
  now.sent = performance.now();
  const answering = post("/ask", question(), own.signal);
  byId("cancel").hidden = false;
  say(now.worlds ? "Running the new values …" : "Running …");
  try {
    const answer = await answering;
    if (!answer.ok) showProblems(await refusal(answer));
    else for await (const message of messages(answer)) if (running === own) show(message, asked);
  } catch (error) {
    if (!isGivenUp(error)) showProblems([{ key: "", said: why(error) }]);
  } finally {
    if (running === own) rest();
  }
}

function show(message, asked) {
  if (message.kind === "compiling") say(message.said);
  else if (message.kind === "problems") showProblems(message.problems);
  else if (message.kind === "more") showMore(message);
  else {
    showFirst(message, asked);
    learn(message.places);
    showPlans();
  }
}

function rest() {
  running = null;
  byId("cancel").hidden = true;
  byId("answer").setAttribute("aria-busy", "false");
}

function cancel() {
  running?.abort();
  rest();
  say(now.worlds ? `Cancelled; the picture shows ${number(now.worlds)} worlds.` : "Cancelled.");
}

// --- beginning ------------------------------------------------------------------------------------------------------

function fillChoices() {
  const starts = Object.keys(model.starts);
  byId("start-control").hidden = starts.length < 2;
  byId("start").append(...starts.map((name) => element("option", { value: name, text: name || model.as_written })));
  byId("channel-control").hidden = model.channels.length < 2;
  byId("channel").append(...model.channels.map(({ name, label }) => element("option", { value: name, text: label })));
}

function listen() {
  const on = (name, event, act) => byId(name).addEventListener(event, act);
  const change = (act) => () => { act(); changed(); };
  on("start", "change", change(() => startFrom(byId("start").value)));
  on("channel", "change", () => { now.moved.channel = byId("channel").value; showControls(); remember(); });
  for (const radio of document.querySelectorAll("input[name=way]")) radio.addEventListener("change", change(() => chooseWay(radio.value)));
  on("pin", "click", pin);
  on("reset", "click", change(reset));
  on("cancel", "click", cancel);
  on("download", "click", download);
  on("report", "click", report);
  on("cancel-report", "click", cancelReport);
  on("link", "click", copyLink);
  window.addEventListener("hashchange", () => { if (recall()) changed(); });
  new IntersectionObserver(([seen]) => { byId("bar").hidden = seen.isIntersecting || !now.worlds; }).observe(byId("said"));
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (Math.abs(window.innerWidth - width) < RESIZED_PX) return;
    width = window.innerWidth;
    askSoon(300);
  });
}

buildControls(changed);
fillChoices();
listen();
recall();
changed();
