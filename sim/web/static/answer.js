// What the server has sent: words, pictures, tables; texts are put in as text, never as markup.

import { byId, element, number, say } from "./parts.js";
import { fieldOf } from "./sliders.js";
import { identity, now } from "./state.js";

let pictures = 0;

export function showProblems(found) {
  const box = byId("problems");
  const heading = now.worlds ? "These values do not fit; the picture still shows the last ones that do." : "These values do not fit.";
  const headed = found.some((one) => one.key) ? [element("p", { text: heading })] : [];
  box.replaceChildren(...headed, ...found.map((one) => element("p", { text: one.said })));
  box.hidden = false;
  for (const one of found) {
    const field = fieldOf(one.key);
    if (!field) continue;
    field.error.textContent = one.said;
    field.error.hidden = false;
    field.text.setAttribute("aria-invalid", "true");
    field.text.setAttribute("aria-describedby", field.error.id);
  }
  say("Nothing is running.");
}

export function showFirst(message, asked) {
  now.worlds = message.worlds;
  now.names = new Map(asked.map((plan, place) => [identity(plan), message.names[place]]));
  byId("problems").hidden = true;
  byId("headline").textContent = message.headline[0];
  byId("bar").textContent = byId("headline").textContent;
  byId("rest").textContent = message.headline.slice(1).join(" ");
  const list = byId("warnings");
  list.replaceChildren(...message.warnings.map((text) => element("li", { text })));
  list.hidden = !message.warnings.length;
  byId("confidence").textContent = message.confidence;
  showPicture(message);
  say(counted(message));
  showTables(message.tables);
  byId("answer").setAttribute("aria-busy", "false");
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
  const failed = message.failed ? `, ${number(message.failed)} of them failed` : "";
  const fresh = message.fresh ? `${number(message.fresh)} fresh runs` : "all known from before";
  const said = `${number(message.worlds)} worlds in the picture${failed} (${fresh}, ${message.seconds.toFixed(2)} s)`;
  return message.is_last ? `${said}. Done.` : `${said}. More are being run …`;
}

function showTables([main, ...others]) {
  const isOpen = Boolean(document.querySelector("#numbers details[open]"));
  byId("numbers").replaceChildren(table(main));
  if (!others.length) return;
  const details = element("details", {}, element("summary", { text: "More numbers" }), ...others.map(table));
  details.open = isOpen;
  byId("numbers").append(details);
}

function table(found) {
  const head = element("tr", {}, ...found.heads.map((text) => element("th", { scope: "col", text })));
  const rows = found.rows.map((row) => element("tr", {}, ...row.map((text, place) => element(place ? "td" : "th", place ? { text } : { scope: "row", text }))));
  const whole = element("table", {}, element("caption", {}, element("span", { text: found.title })), element("thead", {}, head), element("tbody", {}, ...rows));
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": found.title }, whole);
}

export function showMore(message) {
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
