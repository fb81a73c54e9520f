// A message's text as DOM nodes: bold, links, quotations and the like from entities, never from markup.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const INVISIBLE = /^[\s\u200b-\u200f\ufeff]*$/;

function linkTo(url, words) {
  // Nobody can see or press a link over nothing: it only carries something back to the bot.
  if (INVISIBLE.test(words)) return document.createElement("span");
  const link = document.createElement("a");
  link.href = url;
  link.target = "_blank";
  link.rel = "noreferrer";
  return link;
}

// A command in a text sends itself when pressed.
function commandFor(words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "command";
  button.value = words;
  return button;
}

function elementFor(entity, words) {
  if (entity.type === "text_link") return linkTo(entity.url, words);
  if (entity.type === "url") return linkTo(/^\w+:/.test(words) ? words : `https://${words}`, words);
  if (entity.type === "email") return linkTo(`mailto:${words}`, words);
  if (entity.type === "bot_command") return commandFor(words);
  return document.createElement(TAGS[entity.type] ?? "span");
}

// Offsets and lengths of entities are in UTF-16 units, as JavaScript's own are.
function fill(parent, text, entities, from, to) {
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    parent.append(text.slice(at, start));
    const element = elementFor(entity, text.slice(start, end));
    fill(element, text, entities, start, end);
    parent.append(element);
    at = end;
  }
  parent.append(text.slice(at, to));
}

export function textNodes(text, entities) {
  const holder = document.createElement("div");
  holder.className = "text";
  holder.dir = "auto";
  fill(holder, text, [...entities], 0, text.length);
  // A line break round a quotation is the quotation's own edge.
  for (const quotation of holder.querySelectorAll("blockquote")) {
    const before = quotation.previousSibling;
    const after = quotation.nextSibling;
    if (before?.nodeType === Node.TEXT_NODE) before.data = before.data.replace(/\n$/, "");
    if (after?.nodeType === Node.TEXT_NODE) after.data = after.data.replace(/^\n/, "");
  }
  return holder;
}
