// What was moved in words, and what was typed as a scenario file would hold it.

import { ALL, controls, model } from "./state.js";

// What a control is called where it stands without its channel beside it.
export function wordsOf({ channel, label }) {
  if (!channel || model.channels.length < 2) return label;
  return `${channel === ALL ? "all channels" : channel.replaceAll("_", " ")} – ${label.toLowerCase()}`;
}

// What all plans face that is not as the scenario says.
export function facedWords(faced) {
  const moved = [...controls.values()].filter(({ key }) => key in faced && faced[key] !== model.starts[""].at[key][2]);
  return moved.map(({ key, short }) => short.replace("{}", faced[key].replace(/^-/, "−"))).join(", ");
}

const MINUS = /^[−–]/;
const DECIMAL_COMMA = /^-?(0,\d+|\d+,(\d{1,2}|\d{4,}))(?![\d.,])/; // three digits behind it may be thousands
const BARE = /^-?(\d+|\d*\.\d+)$/;

// A typed value; null if there is none. A number without a unit is in that of its field.
export function typed(control, text) {
  const plain = text.trim().replace(MINUS, "-").replace(DECIMAL_COMMA, (found) => found.replace(",", "."));
  return BARE.test(plain) ? control.pattern.replace("{}", plain) : plain || null;
}
