// What the server has sent: words, pictures, tables; texts are put in as text, never as markup.

import { byId, element, number, say } from "./parts.js";
import { showError } from "./sliders.js";
import { controls, identity, isMoved, learnNames, nameOf, now } from "./state.js";
import { facedWords } from "./words.js";

let pictures = 0;

// Each value that was refused is said at its field, or in the row of the plan that has it, if that is another one.
export function showProblems(found, plans) {
  const box = byId("problems");
  const heading = now.worlds ? "These values do not fit; the picture still shows the last ones that do." : "These values do not fit.";
  const headed = found.some((one) => one.key) ? [element("p", { text: heading })] : [];
  const said = new Set(found.map((one) => (isAtField(one, plans) ? one.said : `${nameOf(plans[one.plan])}: ${one.said}`)));
  box.replaceChildren(...headed, ...[...said].map((text) => element("p", { text })));
  box.hidden = false;
  for (const one of found.filter(({ key }) => key)) {
    if (isAtField(one, plans)) showError(controls.get(one.key), one.said);
    else now.refused.set(identity(plans[one.plan]), [now.refused.get(identity(plans[one.plan])), one.said].filter(Boolean).join(" "));
  }
  say("Nothing is running.");
}

const isAtField = ({ plan }, plans) => typeof plan !== "number" || isMoved(plans[plan]);

export function showFirst(message, asked) {
  now.worlds = message.worlds;
  now.counted = message.worlds - message.failed;
  now.answered = asked.view;
  learnNames(asked.plans, message.names);
  byId("problems").hidden = true;
  byId("headline").textContent = message.headline[0];
  const faced = facedWords(asked.faced);
  byId("facing").textContent = faced && `All plans face: ${faced}.`;
  byId("rest").textContent = message.headline.slice(1).join(" ");
  const list = byId("warnings");
  list.replaceChildren(...message.warnings.map((text) => element("li", { text })));
  list.hidden = !message.warnings.length;
  byId("confidence").textContent = message.confidence;
  showPicture(message);
  say(counted(message));
  showTables(message.tables);
}

function showPicture(message) {
  const figure = byId("picture");
  figure.hidden = !message.picture.svg;
  if (figure.hidden) return;
  figure.querySelector("figcaption").textContent = message.picture.title;
  const img = figure.querySelector("img");
  const { sent } = now;
  img.alt = message.picture.alt;
  img.onload = () => {
    pictures += 1;
    figure.dataset.pictures = pictures;
    figure.dataset.worlds = message.worlds;
    now.aside = Math.max(0, Math.round(performance.now() - sent - 1000 * message.seconds));
  };
  img.src = message.picture.svg;
}

function counted(message) {
  const failed = message.failed ? `, ${number(message.failed)} more failed` : "";
  const fresh = message.fresh ? `${number(message.fresh)} fresh runs` : "all known from before";
  const said = `${number(message.worlds - message.failed)} worlds in the picture${failed} (${fresh}, ${message.seconds.toFixed(2)} s)`;
  return message.is_last ? `${said}. Done.` : `${said}. More are being run …`;
}

// Tables are made anew; they stay scrolled as they were, and the keyboard where it was. How far they are scrolled is
// written down at each one, as asking for it would have the page laid out before its picture is drawn.
function showTables([main, ...others]) {
  const box = byId("numbers");
  const parts = () => [...box.querySelectorAll(".scroll, summary")];
  const scrolled = parts().map((one) => one.dataset.left);
  const held = parts().indexOf(document.activeElement);
  const isOpen = Boolean(box.querySelector("details[open]"));
  box.replaceChildren(table(main));
  if (others.length) {
    box.append(element("details", { open: isOpen }, element("summary", { text: "More numbers" }), ...others.map(table)));
  }
  parts().forEach((one, place) => { if (scrolled[place]) one.scrollLeft = scrolled[place]; });
  if (held >= 0) (parts()[held] || byId("status")).focus({ preventScroll: true });
}

function table(found) {
  const head = element("tr", {}, ...found.heads.map((text) => element("th", { scope: "col", text })));
  const rows = found.rows.map((row) => element("tr", {}, ...row.map((text, place) => element(place ? "td" : "th", place ? { text } : { scope: "row", text }))));
  const whole = element("table", {}, element("caption", {}, element("span", { text: found.title })), element("thead", {}, head), element("tbody", {}, ...rows));
  const box = element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": found.title }, whole);
  box.addEventListener("scroll", () => { box.dataset.left = box.scrollLeft; });
  return box;
}

export function showMore(message, asked) {
  now.looked = asked.view;
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
    figure.querySelector("p").textContent = one.reading;
  });
  while (box.children.length > message.pictures.length) box.lastChild.remove();
}
