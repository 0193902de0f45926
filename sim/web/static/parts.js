// Parts that every file of the page uses: elements, numbers, and the two lines that say what is going on.

export const byId = (name) => document.getElementById(name);
export const number = (value) => value.toLocaleString("en-US");

export function element(tag, attributes = {}, ...children) {
  const found = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "text") found.textContent = value;
    else if (key.startsWith("on")) found.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) found.setAttribute(key, value === true ? "" : value);
  }
  found.append(...children);
  return found;
}

function write(line, text) {
  if (line.textContent !== text) line.textContent = text; // what is read aloud is read once
}

export const say = (text) => write(byId("status"), text);
export const sayOfFiles = (text) => write(byId("taken"), text);

// Hides a button; a keyboard that stands on it goes on at the refuge, and the page stays where it is.
export function hide(button, refuge) {
  const isHeld = document.activeElement === button;
  button.hidden = true;
  if (isHeld) refuge.focus({ preventScroll: true });
}
