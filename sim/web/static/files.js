// Taking it along: the scenario as a file, the full report, the link.

import { byId, element, hide, number, sayOfFiles } from "./parts.js";
import { model, now, question, questionOfFile, view } from "./state.js";
import { isGivenUp, messages, post, refusal, why } from "./talk.js";

const KEPT_MS = 10000; // how long the browser may take to save a file
let writing = null; // the report that is under way
let written = ""; // what the report is about that can be opened

const inOne = (problems) => problems.map((one) => one.said).join(" ");

export async function download() {
  sayOfFiles("Writing the scenario …");
  try {
    const answer = await post("/scenario", questionOfFile());
    if (!answer.ok) {
      sayOfFiles(`The scenario was not saved. ${inOne(await refusal(answer))}`);
      return;
    }
    const address = URL.createObjectURL(await answer.blob());
    const name = model.name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "scenario";
    element("a", { href: address, download: `${name}.yaml` }).click();
    setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
    sayOfFiles(`The scenario was saved as ${name}.yaml.`);
  } catch (error) {
    sayOfFiles(`The scenario was not saved. ${why(error)}`);
  }
}

export async function report() {
  writing?.abort();
  const own = new AbortController();
  const asked = { ...question(), worlds: now.worlds || 200 };
  const about = view();
  writing = own;
  byId("cancel-report").hidden = false;
  sayOfFiles(`Writing the full report of ${number(asked.worlds)} worlds; usually half a minute.`);
  try {
    const answer = await post("/report", asked, own.signal);
    if (!answer.ok) sayOfFiles(inOne(await refusal(answer)));
    else for await (const message of messages(answer)) showReport(message, about);
  } catch (error) {
    if (writing === own) sayOfFiles(isGivenUp(error) ? "The report was cancelled." : `The report was not written. ${why(error)}`);
  } finally {
    if (writing === own) rest();
  }
}

export const cancelReport = () => writing?.abort();

function rest() {
  writing = null;
  byId("took").textContent = "";
  hide(byId("cancel-report"), byId("report"));
}

// How long it takes is written beside what is read aloud, so that only its start and its end are.
function showReport(message, about) {
  if (message.kind === "writing") byId("took").textContent = `${message.seconds.toFixed(0)} s so far`;
  else if (message.kind === "problems") sayOfFiles(inOne(message.problems));
  else offerReport(message.number, about);
}

function offerReport(found, about) {
  const isWaitedFor = [byId("report"), byId("cancel-report")].includes(document.activeElement);
  const link = element("a", { href: `/report/${found}`, target: "_blank", rel: "noopener", id: "report-link", text: "Open the full report" });
  written = about;
  byId("taken").replaceChildren("It is written: ", link, ".", element("span", { id: "report-age" }));
  showReportAge();
  if (isWaitedFor) link.focus();
}

export function showReportAge() {
  const age = byId("report-age");
  const said = written === view() ? "" : " It is about earlier values.";
  if (age && age.textContent !== said) age.textContent = said;
}

export async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    sayOfFiles("The link is copied.");
  } catch {
    sayOfFiles("Copy it from the address bar: it already says everything.");
  }
}
