// One message as DOM nodes: bubble, photo or file, and the buttons below it.

import { textNodes } from "./text.js";

const SERVICE = {
  sticker: "Sticker", voice: "Voice message", photo: "Photo", document: "File", location: "Location",
  contact: "Contact", poll: "Poll", forward_origin: "Forwarded",
};

function part(tag, className, ...content) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...content);
  return element;
}

function fileNodes(message) {
  const file = message.file;
  if (file.kind === "photo") {
    const photo = document.createElement("img");
    photo.src = file.url;
    photo.width = file.width;
    photo.height = file.height;
    photo.alt = "Open the photo";
    return linkTo(file, part("a", "photo", photo));
  }
  const size = file.bytes < 10240 ? `${file.bytes} bytes` : `${Math.round(file.bytes / 1024)} KB`;
  return linkTo(file, part("a", "file", part("span", "", file.name, part("small", "", size))));
}

// What a browser can show by itself opens beside the page; the rest is downloaded.
function linkTo(file, link) {
  link.href = file.url;
  if (file.opens) link.target = "_blank";
  else link.download = file.name;
  return link;
}

function bubble(message, isGroup) {
  const box = part("div", "bubble");
  box.tabIndex = -1;
  box.append(part("span", message.mine || !isGroup ? "unseen" : "sender", `${message.mine ? "You" : message.sender}: `));
  if (message.reply_to) {
    box.append(part("p", "quoted", part("span", "unseen", "In reply to: "), message.reply_to));
  }
  if (message.file) box.append(fileNodes(message));
  const words = textNodes(message.text, message.entities);
  words.id = `words-${message.id}`;
  if (message.text) box.append(words);
  for (const kind of message.service) {
    if (SERVICE[kind]) box.append(part("p", "", SERVICE[kind]));
  }
  box.append(part("p", "meta", `${message.edited ? "edited " : ""}${message.time}`));
  return box;
}

function key(button, message, press) {
  if (button.url) {
    const link = part("a", `key ${button.style}`, button.text);
    link.href = button.url;
    link.target = "_blank";
    link.rel = "noreferrer";
    return link;
  }
  const element = part("button", `key ${button.style}`, button.text);
  element.type = "button";
  element.dir = "auto";
  element.addEventListener("click", () => press(message, button, element));
  return element;
}

export function messageNodes(message, isGroup, press) {
  const nodes = [bubble(message, isGroup)];
  if (message.keyboard.length) {
    const keys = part("div", "keys");
    keys.setAttribute("role", "group");
    keys.setAttribute("aria-label", "Buttons");
    for (const row of message.keyboard) {
      keys.append(part("div", "row", ...row.map((button) => key(button, message, press))));
    }
    nodes.push(keys);
  }
  return nodes;
}
