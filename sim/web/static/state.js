// What was moved and pinned, and the same as the address of the page holds it.

import { byId } from "./parts.js";

export const model = JSON.parse(byId("model").textContent);
export const controls = new Map(model.controls.map((one) => [one.key, one]));
export const ALL = "*";
const page = crypto.randomUUID();

// moved: what there is to compare; names: what a plan is called, by what it is; lastName: of the plan that is moved;
// refused: what is wrong with a plan, by what it is; standing: running, done, refused or stopped;
// answered, looked: what the answer and the closer look are about, as of `view`; worlds: in the picture; counted: those of them that did not fail;
// sent: when the last question was; aside: what its picture took beside its runs [ms], so that the server can allow for it
export const now = {
  moved: initial(), names: new Map(), lastName: "", refused: new Map(), standing: "running",
  answered: "", looked: "", worlds: 0, counted: 0, sent: 0, aside: null,
};

function initial() {
  const pins = model.pinned.map((start, slot) => ({ start, set: {}, slot }));
  return { faced: {}, pins, plan: { start: model.moved, set: {}, slot: pins.length }, channel: model.channel };
}

export const reset = () => { now.moved = initial(); };
export const identity = (plan) => JSON.stringify([plan.start, Object.entries(plan.set).sort()]);
export const isPinned = (plan) => now.moved.pins.some((pin) => identity(pin) === identity(plan));
export const compared = () => (isPinned(now.moved.plan) ? now.moved.pins : [...now.moved.pins, now.moved.plan]);
export const isMoved = (plan) => identity(plan) === identity(now.moved.plan);

// All that decides an answer, as a text.
export const view = () => JSON.stringify([Object.entries(now.moved.faced).sort(), compared().map(identity)]);

// A plan that has not been run goes by the last name that is known of it, and shows that there is more to say.
export function nameOf(plan) {
  const known = now.names.get(identity(plan));
  if (known) return known;
  const start = plan.start || model.as_written;
  return Object.keys(plan.set).length ? `${(isMoved(plan) && now.lastName) || start} …` : start;
}

export function learnNames(plans, names) {
  now.names = new Map(plans.map((plan, place) => [identity(plan), names[place]]));
  now.lastName = now.names.get(identity(now.moved.plan)) || now.lastName;
}

export function freeSlot() {
  const taken = new Set(now.moved.pins.map((pin) => pin.slot));
  for (let slot = 0; slot < model.most_plans; slot += 1) if (!taken.has(slot)) return slot;
  return model.most_plans - 1;
}

export function question(plans = compared()) {
  const width = Math.floor(byId("answer").clientWidth);
  return { page, faced: now.moved.faced, plans: plans.map(({ start, set, slot }) => ({ start, set, slot })), width, aside: now.aside };
}

// For a file: the plan that is moved stands behind the reference, where a page of that file will look for it.
export function questionOfFile() {
  const own = identity(now.moved.plan);
  const [first, ...others] = compared();
  const rank = (plan) => (identity(plan) === own ? 0 : 1);
  return { ...question([first, ...others.sort((one, other) => rank(one) - rank(other))]), worlds: now.worlds || 200 };
}

// isStep: the browser's Back leads to what was before
export function remember(isStep = false) {
  const address = `#${encodeURIComponent(JSON.stringify(now.moved))}`;
  if (isStep) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

export function recall() {
  if (location.hash.length < 2) return false;
  try {
    const found = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    const texts = (one) => Object.fromEntries(Object.entries(one).filter(([key]) => controls.has(key)).map(([key, value]) => [key, String(value)]));
    const plan = (one) => ({ start: String(one.start), set: texts(one.set), slot: Number(one.slot) || 0 });
    const channel = model.channels.some((one) => one.name === found.channel) ? found.channel : model.channel;
    const read = { faced: texts(found.faced), pins: found.pins.slice(0, model.most_plans - 1).map(plan), plan: plan(found.plan), channel };
    if (![...read.pins, read.plan].every((one) => one.start in model.starts)) return false;
    now.moved = read;
    return true;
  } catch {
    return false;
  }
}
