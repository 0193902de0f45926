// The planner page: plans that are pinned, one that is moved, and a question to the server whenever something changes.

import { showFirst, showMore, showProblems } from "./answer.js";
import { cancelReport, copyLink, download, report, showReportAge } from "./files.js";
import { byId, element, say } from "./parts.js";
import { pin, showPlans } from "./plans.js";
import { buildControls, chooseWay, learn, showControls } from "./sliders.js";
import { isOlder, sayCancelled, stand } from "./standing.js";
import { compared, freeSlot, isPinned, model, now, question, recall, remember, reset, view } from "./state.js";
import { isGivenUp, messages, postOnceFree, refusal, why } from "./talk.js";

const WAIT_MS = 25; // moves closer together than this count as one
const PAUSE_MS = 150; // the first move after it is asked at once
const RESIZED_PX = 60; // a narrower change of the window needs no new pictures
let running = null; // the move that is under way
let timer = 0;
let last = -Infinity; // when something was changed

// --- asking ---------------------------------------------------------------------------------------------------------

// isStep: the browser's Back leads to what was before
function changed({ isStep = false } = {}) {
  const { pins, plan } = now.moved;
  if (!isPinned(plan) && pins.some((one) => one.slot === plan.slot)) plan.slot = freeSlot();
  const isFirst = performance.now() - last > PAUSE_MS;
  last = performance.now();
  if (isFirst) ask(); // before the page is touched, so that the question need not wait until it is laid out anew
  else askSoon(WAIT_MS);
  now.refused.clear();
  byId("problems").hidden = true;
  stand("running");
  showControls();
  showPlans(changed);
  remember(isStep);
  showReportAge();
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
  const asked = { plans: compared(), faced: { ...now.moved.faced }, view: view() };
  now.sent = performance.now();
  const answering = postOnceFree("/ask", question(), own.signal, say);
  stand("running");
  say(now.worlds ? "Running the new values …" : "Running …");
  try {
    const answer = await answering;
    if (!answer.ok) refuse(await refusal(answer), asked);
    else for await (const message of messages(answer)) if (running === own) show(message, asked);
  } catch (error) {
    if (!isGivenUp(error)) fail(error, asked);
  } finally {
    if (running === own) rest();
  }
}

function show(message, asked) {
  if (message.kind === "compiling") say(message.said);
  else if (message.kind === "problems") refuse(message.problems, asked);
  else if (message.kind === "more") {
    showMore(message, asked);
    stand("running");
  } else {
    showFirst(message, asked);
    stand("running");
    learn(message.places);
    showPlans(changed);
  }
}

function refuse(found, asked) {
  showProblems(found, asked.plans);
  stand("refused");
  showPlans(changed);
}

function fail(error, asked) {
  showProblems([{ key: "", said: why(error) }], asked.plans);
  stand("stopped");
}

function rest() {
  running = null;
  if (now.standing === "running") stand(isOlder() ? "stopped" : "done");
}

function cancel() {
  clearTimeout(timer);
  running?.abort();
  running = null;
  stand("stopped");
  sayCancelled();
}

const cancelOrRun = () => (now.standing === "running" ? cancel() : ask());

// --- beginning ------------------------------------------------------------------------------------------------------

function startFrom(name) {
  const { plan } = now.moved;
  now.moved.plan = { start: name, set: {}, slot: isPinned(plan) ? freeSlot() : plan.slot };
}

function fillChoices() {
  const starts = Object.keys(model.starts);
  byId("start-control").hidden = starts.length < 2;
  byId("start").append(...starts.map((name) => element("option", { value: name, text: name || model.as_written })));
  byId("channel-control").hidden = model.channels.length < 2;
  byId("channel").append(...model.channels.map(({ name, label }) => element("option", { value: name, text: label })));
}

function listen() {
  const on = (name, event, act) => byId(name).addEventListener(event, act);
  const onEnabled = (name, act) => on(name, "click", () => { if (byId(name).getAttribute("aria-disabled") !== "true") act(); });
  const change = (act, how) => () => { act(); changed(how); };
  on("start", "change", change(() => startFrom(byId("start").value), { isStep: true }));
  on("channel", "change", () => { now.moved.channel = byId("channel").value; showControls(); remember(); });
  for (const radio of document.querySelectorAll("input[name=way]")) radio.addEventListener("change", change(() => chooseWay(radio.value)));
  onEnabled("pin", change(pin));
  on("reset", "click", change(reset, { isStep: true }));
  on("cancel", "click", cancelOrRun);
  on("bar-cancel", "click", cancelOrRun);
  on("download", "click", download);
  on("report", "click", report);
  on("cancel-report", "click", cancelReport);
  onEnabled("link", copyLink);
  window.addEventListener("hashchange", () => { if (recall()) changed(); }); // a step back, or another link
  new IntersectionObserver(([seen]) => { byId("bar").hidden = seen.isIntersecting || !now.worlds; }).observe(byId("said"));
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (Math.abs(window.innerWidth - width) < RESIZED_PX) return;
    width = window.innerWidth;
    if (now.standing === "done") askSoon(300);
  });
}

buildControls(changed);
fillChoices();
listen();
recall();
changed();
