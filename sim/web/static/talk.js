// The page asks its server on this machine, and only that; what goes wrong is said in plain sentences.

const BUSY = 429;
const AGAIN_MS = 1000; // how soon a busy server is asked again

class Unanswered extends Error {}

export async function post(path, content, signal) {
  const how = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content), signal, credentials: "same-origin" };
  try {
    return await fetch(path, how);
  } catch (error) {
    if (error.name === "AbortError") throw error;
  }
  try {
    return await fetch(path, how); // the server may just have closed a line that was idle; asking twice changes nothing
  } catch (error) {
    throw error.name === "AbortError" ? error : new Unanswered();
  }
}

// A server that is busy with other pages is asked again until it is free.
export async function postOnceFree(path, content, signal, say) {
  for (;;) {
    const answer = await post(path, content, signal);
    if (answer.status !== BUSY) return answer;
    say("Two computations of other pages are running; this page waits, and asks again by itself …");
    await new Promise((done) => { setTimeout(done, AGAIN_MS); });
    signal.throwIfAborted();
  }
}

export async function* messages(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await read(reader);
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
  }
}

async function read(reader) {
  try {
    return await reader.read();
  } catch (error) {
    throw error.name === "AbortError" ? error : new Unanswered();
  }
}

// What a refusal says: problems with their places, or the plain text of the door.
export async function refusal(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text).problems;
  } catch {
    return [{ key: "", said: text || `The server refuses, and says no more than ${answer.status}.` }];
  }
}

export const isGivenUp = (error) => error.name === "AbortError";

export function why(error) {
  if (error instanceof Unanswered) return "The server does not answer; is hearthline serve still running?";
  return `This is a bug in the page: ${error.message}`;
}
