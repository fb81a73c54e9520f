// The page: one column for each chat, kept as the server's snapshots say.

import { keptPane } from "./kept.js";
import { nightStrip } from "./night.js";
import { Phone } from "./phone.js";

const phones = new Map();
const columns = document.querySelector(".phones");
const tabs = document.querySelector(".tabs");
const lost = document.querySelector(".lost");
const kept = keptPane(document.querySelector(".kept"), document.querySelector("#show-kept"), listChats);
const night = nightStrip(document.querySelector(".night"), document.querySelector("#next-morning"), document.querySelector(".today"), post);
let bot = { name: "", username: "", description: "" };
let showNext = null;

export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) tell(told.problem);
  return told;
}

function tell(sentence) {
  lost.textContent = sentence;
  setTimeout(() => { if (lost.textContent === sentence) lost.textContent = ""; }, 6000);
}

function showChats(told) {
  bot = told.bot;
  night.show(told.today);
  document.title = `${bot.name} – playground`;
  const ids = new Set(told.chats.map((chat) => chat.id));
  if (phones.size && ![...phones.keys()].some((id) => ids.has(id))) tell("The playground was started anew: its earlier chats are gone.");
  for (const [id, phone] of phones) {
    if (!ids.has(id)) {
      phone.element.remove();
      phones.delete(id);
    }
  }
  for (const chat of told.chats) {
    if (!phones.has(chat.id)) {
      const phone = new Phone(chat, { post });
      phones.set(chat.id, phone);
      columns.append(phone.element);
    }
    phones.get(chat.id).show(chat, bot);
  }
  const hasStaff = told.chats.some((chat) => chat.kind !== "private");
  document.querySelector("#show-staff").hidden = hasStaff;
  listChats();
  if (showNext !== null && phones.has(showNext)) {
    phones.get(showNext).comeForward();
    showNext = null;
  }
}

// On a phone one column fills the screen: the list of chats leads to the others.
function listChats() {
  const list = tabs.querySelector("ul");
  const places = [...phones.values()].map((phone) => [phone.title, phone.element, () => phone.comeForward()]);
  if (kept.isOpen()) places.push(["What is kept", kept.element, () => kept.comeForward()]);
  list.replaceChildren(...places.map(([title, element, go]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title;
    button.addEventListener("click", go);
    const item = document.createElement("li");
    item.append(button);
    watchPlace(element, button);
    return item;
  }));
  tabs.hidden = places.length < 2;
}

const watched = new Map();
const inSight = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const button = watched.get(entry.target);
    button?.setAttribute("aria-current", entry.intersectionRatio > 0.5);
    if (entry.intersectionRatio > 0.5) button?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }
}, { root: document.querySelector("main"), threshold: [0.5, 0.51] });

function watchPlace(element, button) {
  watched.set(element, button);
  inSight.unobserve(element);
  inSight.observe(element);
}

function listen() {
  const events = new EventSource("/events");
  events.addEventListener("open", () => { lost.textContent = ""; });
  events.addEventListener("error", () => { lost.textContent = "The playground does not answer. Is it still running?"; });
  events.addEventListener("chats", (event) => { showChats(JSON.parse(event.data)); kept.refresh(); });
  events.addEventListener("today", (event) => { night.show(JSON.parse(event.data)); kept.refresh(); });
  events.addEventListener("chat", (event) => {
    const { chat, bot: latest } = JSON.parse(event.data);
    bot = latest;
    phones.get(chat.id)?.show(chat, bot);
    kept.refresh();
  });
}

const more = document.querySelector(".more");
const tools = document.querySelector(".tools");

function openTools(isOpen) {
  if (!isOpen && more.offsetParent && tools.contains(document.activeElement)) more.focus();
  tools.classList.toggle("open", isOpen);
  more.setAttribute("aria-expanded", isOpen);
}

more.addEventListener("click", () => openTools(!tools.classList.contains("open")));
tools.addEventListener("click", () => openTools(false));
for (const [id, kind] of [["#add-resident", "resident"], ["#show-staff", "staff"]]) {
  document.querySelector(id).addEventListener("click", async () => {
    const added = await post("/chats", { kind });
    showNext = added.id ?? null;
    if (phones.has(showNext)) {
      phones.get(showNext).comeForward();
      showNext = null;
    }
  });
}
listen();
