// The page: shows the simulator's calls, and is the phone of one of them.

import { Sound } from "./sound.js";

const KEYS = "123456789*0#";
const byId = (id) => document.getElementById(id);
const sound = new Sound();
let socket = null;
let current = null; // the call this page is on, as the simulator last showed it
let listeningTo = null;
let calls = [];
let microphoneProblem = null;
// Calls answered or made in this tab: other tabs are other phones.
const mine = new Set(JSON.parse(sessionStorage.getItem("mine") ?? "[]"));
let spoken = 0; // how much of what was said to the current call has been read aloud

connect();
buildKeypad();
byId("ring-in").addEventListener("submit", ringIn);
byId("answer").addEventListener("click", answer);
byId("decline").addEventListener("click", () => order("decline"));
byId("hang-up").addEventListener("click", () => order("hang-up"));
byId("mute").addEventListener("click", mute);
document.addEventListener("click", () => sound.wake());
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
  if (!typing && event.key.length === 1 && KEYS.includes(event.key) && isTalking())
    press(event.key);
});

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/simulator/handset`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    byId("connection").textContent = "Connected. Calls ring here.";
    listeningTo = null;
  };
  socket.onclose = () => {
    byId("connection").textContent = "The simulator does not answer. Trying again…";
    setTimeout(connect, 1000);
  };
  socket.onmessage = ({ data }) => {
    if (typeof data !== "string") return sound.play(data);
    const told = JSON.parse(data);
    calls = told.calls;
    byId("number").textContent = told.number;
    show();
  };
}

sound.onCaptured = (samples) => {
  if (listeningTo !== null && socket.readyState === WebSocket.OPEN) socket.send(samples);
};

function show() {
  choose();
  const hadFocus = byId("active").contains(document.activeElement);
  byId("idle").hidden = current !== null;
  byId("active").hidden = current === null;
  if (current !== null) showCurrent();
  else if (hadFocus) byId("idle-title").focus();
  showCalls();
}

function choose() {
  const before = current;
  current = calls.find((call) => !call.over && (mine.has(call.sid) || ringsHere(call))) ?? null;
  if (before?.sid !== current?.sid) {
    spoken = 0;
    window.speechSynthesis?.cancel();
    if (current !== null) byId("said").replaceChildren();
    sound.ring(false);
  }
  const sid = isTalking() ? current.sid : null;
  if (sid !== listeningTo) {
    listeningTo = sid;
    socket.send(JSON.stringify({ listen: sid }));
    if (sid === null) sound.stop();
    else talk();
  }
}

function ringsHere(call) {
  return call.by_hand && call.status === "ringing" && call.direction === "outbound-api";
}

function keep(sid) {
  mine.add(sid);
  sessionStorage.setItem("mine", JSON.stringify([...mine]));
}

function showCurrent() {
  const rings = current.status === "ringing" && current.direction === "outbound-api";
  const other = current.direction === "inbound" ? current.to : current.from;
  setText("who", rings ? `${other} is calling ${current.to}` : `On a call with ${other}`);
  setText("state", stateInWords());
  const wasRinging = !byId("ringing").hidden;
  byId("ringing").hidden = !rings;
  byId("talking").hidden = !isTalking() && current.direction !== "inbound";
  if (rings && !wasRinging) byId("answer").focus();
  sound.ring(rings);
  document.title = rings ? `☎ ${other} is calling` : "Simulated phone";
  setText("pressed", current.pressed);
  showSaid();
}

function stateInWords() {
  if (current.status === "queued") return "About to ring.";
  if (current.status === "ringing") return current.direction === "inbound" ? "Ringing…" : "Rings.";
  if (current.listening === "gather") return "Waits for your keys.";
  if (current.listening === "stream") return "Connected. You hear each other.";
  return "Answered.";
}

function showSaid() {
  const list = byId("said");
  for (const said of current.said.slice(list.children.length)) {
    const item = document.createElement("li");
    item.textContent = said.text;
    if (said.language) item.lang = said.language;
    list.append(item);
  }
  byId("unsaid").hidden = list.children.length > 0;
  for (; spoken < current.said.length; spoken += 1) {
    if (byId("aloud").checked) sound.say(current.said[spoken]);
  }
  if (current.listening === "stream") window.speechSynthesis?.cancel();
}

function showCalls() {
  const items = [...calls].reverse().map((call) => {
    const item = document.createElement("li");
    const way = call.direction === "inbound" ? `${call.from} rang in` : `${call.to} was rung`;
    item.textContent = `${way}: ${call.status}`;
    return item;
  });
  byId("calls").replaceChildren(...items);
  byId("no-calls").hidden = items.length > 0;
}

async function talk() {
  microphoneProblem = await sound.start();
  showMicrophone();
}

async function answer() {
  await sound.unlock();
  keep(current.sid);
  await order("answer");
}

async function ringIn(event) {
  event.preventDefault();
  await sound.unlock();
  const from = byId("from").value.trim();
  const made = await post("/simulator/calls", { from });
  if (made !== null) {
    keep(made.sid);
    show();
  }
}

function mute() {
  const muted = byId("mute").getAttribute("aria-pressed") !== "true";
  byId("mute").setAttribute("aria-pressed", String(muted));
  byId("mute").textContent = muted ? "Unmute" : "Mute";
  sound.muted = muted;
  showMicrophone();
}

function showMicrophone() {
  const state = sound.muted ? "Your microphone is muted." : "Your microphone is on.";
  setText("microphone", microphoneProblem ?? state);
}

function buildKeypad() {
  for (const key of KEYS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = key;
    button.setAttribute("aria-label", { "*": "Star", "#": "Hash" }[key] ?? key);
    button.addEventListener("click", () => press(key));
    byId("keypad").append(button);
  }
}

function press(key) {
  window.speechSynthesis?.cancel();
  sound.key(key);
  return post(`/simulator/calls/${current.sid}/press`, { digits: key });
}

function order(what) {
  return post(`/simulator/calls/${current.sid}/${what}`, {});
}

async function post(path, body) {
  setText("problem", "");
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (answer.ok) return told;
    const detail = typeof told.detail === "string" ? told.detail : "This cannot be done now";
    setText("problem", `${detail}.`);
  } catch {
    setText("problem", "The simulator does not answer. Is it still running?");
  }
  return null;
}

function isTalking() {
  return current?.status === "in-progress";
}

function setText(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}
