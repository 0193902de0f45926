// Where the answer stands: what is shown may be for earlier values, and then every part that shows it says so.

import { byId, hide, number, say } from "./parts.js";
import { now, view } from "./state.js";

const IN_BAR = {
  running: "Running the new values …",
  refused: "Not run: see the error.",
  stopped: "Not run: the answer is for earlier values.",
};

export const isOlder = () => now.answered !== view();
const isLookOlder = () => now.looked !== view();

export function stand(standing) {
  now.standing = standing;
  const isRunning = standing === "running";
  fade(byId("answer"), isOlder(), isRunning);
  fade(byId("pictures"), isLookOlder(), isRunning);
  byId("look-older").hidden = isRunning || !isLookOlder() || !now.looked;
  byId("bar-text").textContent = isOlder() ? IN_BAR[standing] : byId("headline").textContent;
  for (const button of [byId("cancel"), byId("bar-cancel")]) offer(button, isRunning);
}

function fade(part, older, isRunning) {
  part.classList.toggle("older", older);
  part.setAttribute("aria-busy", String(older && isRunning));
}

// One button in two places: it cancels what is running, and runs again what was stopped.
function offer(button, isRunning) {
  button.textContent = isRunning ? "Cancel" : "Run again";
  if (isRunning || now.standing === "stopped") button.hidden = false;
  else hide(button, byId("status"));
}

export function sayCancelled() {
  if (!now.worlds) say("Cancelled; there is no answer yet.");
  else if (isOlder()) say("Cancelled; the answer is for the values before your last move.");
  else say(`Cancelled; the picture shows ${number(now.counted)} worlds.`);
}
