// The list of plans: those that are pinned, and the one that is moved.

import { byId, element } from "./parts.js";
import { compared, controls, identity, isMoved, isPinned, model, nameOf, now } from "./state.js";
import { wordsOf } from "./words.js";

const MARKS = ["●", "■", "◆", "▲", "▼"];

export function showPlans(changed) {
  const { pins, plan } = now.moved;
  const rows = pins.map((pin, place) => planRow(pin, saidOf(pin, place), actsOf(pin, place, changed)));
  if (!isPinned(plan)) rows.push(planRow(plan, "being moved by the sliders", []));
  replacePlans(rows);
  byId("command").textContent = compared().length > 1 ? "hearthline compare" : `hearthline run --plan "${nameOf(compared()[0])}"`;
  const why = whyNotPinned();
  byId("pin").setAttribute("aria-disabled", String(Boolean(why))); // it keeps the keyboard's focus
  byId("pin").textContent = why || "Pin this plan";
  byId("link").setAttribute("aria-disabled", String(now.standing === "refused"));
}

function whyNotPinned() {
  if (now.moved.pins.length >= model.most_plans - 1) return "Four plans are pinned";
  if (isPinned(now.moved.plan)) return "This plan is pinned";
  return now.standing === "refused" ? "Some values do not fit" : "";
}

// Rows are made anew; a keyboard that stands in one goes on in that of the same plan, or else of the one in its place.
function replacePlans(rows) {
  const list = byId("plans");
  const held = document.activeElement;
  const from = held.closest("#plans li");
  const place = [...list.children].indexOf(from);
  list.replaceChildren(...rows);
  if (!from) return;
  const same = rows.find((row) => row.dataset.plan === from.dataset.plan);
  const act = same?.querySelector(`[data-act="${held.dataset.act}"]`);
  (act || same || rows[Math.min(place, rows.length - 1)]).focus({ preventScroll: true });
}

export function pin() {
  const { pins, plan } = now.moved;
  pins.push({ ...plan, set: { ...plan.set } });
}

function planRow(plan, said, acts) {
  const refused = now.refused.get(identity(plan));
  return element("li", { tabindex: "-1", "data-plan": identity(plan) },
    element("span", { class: `mark slot-${plan.slot}`, "aria-hidden": "true", text: MARKS[plan.slot] }),
    element("span", { class: "name", text: nameOf(plan) },
      element("span", { class: "part", text: said }),
      ...settingsOf(plan).map((text) => element("span", { class: "part", text }))),
    element("span", { class: "acts" }, ...acts),
    ...(refused ? [element("p", { class: "error", text: refused })] : []));
}

// Everything that makes a plan, which its name may have no room for.
function settingsOf({ start, set }) {
  const moved = [...controls.values()].filter(({ key }) => key in set);
  const said = moved.map((control) => `${wordsOf(control)}: ${set[control.key]}`);
  return said.length ? [`${start || model.as_written}, with ${said.join("; ")}`] : [];
}

function saidOf(plan, place) {
  return (place === 0 ? "pinned; the others are compared with it" : "pinned") + (isMoved(plan) ? ", and being moved" : "");
}

function actsOf(plan, place, changed) {
  const { pins } = now.moved;
  const name = nameOf(plan);
  const button = (act, text, label, does) =>
    element("button", { type: "button", "data-act": act, text, "aria-label": label, onclick: () => { does(); changed(); } });
  const lead = button("lead", "Compare with", `Compare the others with ${name}`, () => pins.unshift(...pins.splice(place, 1)));
  const leave = button("leave", "Unpin", `Unpin ${name}`, () => pins.splice(place, 1));
  return place > 0 ? [lead, leave] : [leave];
}
