// Taking it along: the scenario as a file, the full report, the link.

import { byId, element, number, sayOfFiles } from "./parts.js";
import { model, now, question, questionOfFile } from "./state.js";
import { isGivenUp, messages, post, refusal, why } from "./talk.js";

const KEPT_MS = 10000; // how long the browser may take to save a file
let writing = null; // the report that is under way

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
  writing = own;
  byId("cancel-report").hidden = false;
  sayOfFiles("Writing the full report …");
  try {
    const answer = await post("/report", { ...question(), worlds: now.worlds || 200 }, own.signal);
    if (!answer.ok) sayOfFiles(inOne(await refusal(answer)));
    else for await (const message of messages(answer)) showReport(message);
  } catch (error) {
    sayOfFiles(isGivenUp(error) ? "The report was cancelled." : `The report was not written. ${why(error)}`);
  } finally {
    if (writing === own) writing = null;
    byId("cancel-report").hidden = writing === null;
  }
}

export const cancelReport = () => writing?.abort();

function showReport(message) {
  if (message.kind === "writing") {
    sayOfFiles(`Writing the full report of ${number(now.worlds)} worlds: ${message.seconds.toFixed(0)} s so far; usually half a minute.`);
  } else if (message.kind === "problems") {
    sayOfFiles(inOne(message.problems));
  } else {
    const link = element("a", { href: `/report/${message.number}`, target: "_blank", rel: "noopener", id: "report-link", text: "Open the full report" });
    byId("taken").replaceChildren("It is written: ", link, ".");
    link.focus();
  }
}

export async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    sayOfFiles("The link is copied.");
  } catch {
    sayOfFiles("Copy it from the address bar: it already says everything.");
  }
}
