// One phone: a chat with its messages, its menu, and where one types.

import { messageNodes } from "./message.js";

const TOAST_TIME = 5000;
const LINK = /^(?:https?:\/\/t\.me\/|tg:\/\/resolve\?domain=)([A-Za-z0-9_]+)[?&]start=([A-Za-z0-9_-]{1,64})$/;
const dialog = document.querySelector(".alert");

export class Phone {
  #post;
  #chat;
  #bot;
  #shown = new Map();
  #days = new Map();
  #noticed = null;
  #dismissed = new Set();
  #asking = null;
  #atEnd = true;

  constructor(chat, { post }) {
    this.#post = post;
    const fragment = document.querySelector("#phone").content.cloneNode(true);
    this.element = fragment.querySelector(".phone");
    this.title = chat.title;
    this.id = chat.id;
    this.#listen();
  }

  #find(selector) {
    return this.element.querySelector(selector);
  }

  comeForward() {
    this.element.scrollIntoView({ inline: "start", block: "nearest" });
    this.#focusLog();
  }

  // The text box is not focused unasked: on a phone that would cover the choices with a keyboard.
  #focusLog() {
    const start = this.#find(".start");
    (start.offsetParent ? start : this.#find(".log")).focus({ preventScroll: true });
  }

  show(chat, bot) {
    this.#chat = chat;
    this.#bot = bot;
    const isGroup = chat.kind !== "private";
    const name = isGroup ? chat.title : bot.name;
    this.#find("h2").textContent = name;
    this.#find(".who").textContent = isGroup ? `Group with ${bot.name}` : `bot · phone of ${chat.title}`;
    this.#find(".face").textContent = name.split(/\s+/).slice(0, 2).map((word) => word[0]).join("").toUpperCase();
    this.element.setAttribute("aria-label", isGroup ? `${chat.title} group` : `Phone of ${chat.title}`);
    this.#find(".log").setAttribute("aria-label", isGroup ? "Messages" : `Messages with ${bot.name}`);
    this.#find(".welcome").hidden = chat.opened;
    this.#find(".type").hidden = !chat.opened;
    this.#showMessages(isGroup);
    this.#showMenu();
    this.#showPrompt();
    this.#stayAtEnd();
    this.#showNotices();
  }

  // Messages

  #stayAtEnd() {
    const log = this.#find(".log");
    if (this.#atEnd) log.scrollTop = log.scrollHeight;
  }

  #showMessages(isGroup) {
    const log = this.#find(".log");
    const focused = log.contains(document.activeElement) && document.activeElement !== log ? document.activeElement : null;
    const hadFocus = focused?.closest(".message");
    let focusLost = false;
    const there = new Set(this.#chat.messages.map((message) => message.id));
    for (const [id, { element }] of this.#shown) {
      if (there.has(id)) continue;
      focusLost ||= element === hadFocus;
      element.remove();
      this.#shown.delete(id);
    }
    this.#find(".about-bot")?.remove();
    for (const message of this.#chat.messages) {
      const now = JSON.stringify(message);
      const before = this.#shown.get(message.id);
      if (before?.now === now) continue;
      const element = before?.element ?? document.createElement("div");
      element.className = `message${message.mine ? " mine" : ""}${message.keyboard.length ? " with-keys" : ""}`;
      element.dataset.id = message.id;
      focusLost ||= element === hadFocus;
      element.replaceChildren(...messageNodes(message, isGroup, (...pressed) => this.#press(...pressed)));
      if (!before) log.append(element);
      this.#shown.set(message.id, { now, element });
    }
    this.#showDays();
    if (!this.#chat.messages.length && !isGroup) this.#describeBot(log);
    for (const key of log.querySelectorAll('[aria-busy="true"]')) key.removeAttribute("aria-busy");
    if (focusLost) this.#focusNewScreen(hadFocus);
  }

  // Where days have passed in a chat, each one's first message has the day above it.
  #showDays() {
    const firsts = new Map();
    for (const message of this.#chat.messages) if (!firsts.has(message.day)) firsts.set(message.day, message.id);
    for (const [day, element] of this.#days) {
      if (firsts.has(day) && firsts.size > 1) continue;
      element.remove();
      this.#days.delete(day);
    }
    if (firsts.size < 2) return;
    for (const [day, id] of firsts) {
      const first = this.#shown.get(id).element;
      if (this.#days.get(day)?.nextElementSibling === first) continue;
      const element = this.#days.get(day) ?? document.createElement("p");
      element.className = "service";
      element.textContent = day;
      this.#days.set(day, element);
      first.before(element);
    }
  }

  #describeBot(log) {
    if (!this.#bot.description) return;
    const about = document.createElement("div");
    about.className = "about-bot";
    const bubble = document.createElement("div");
    bubble.className = "bubble";
    bubble.textContent = this.#bot.description;
    about.append(bubble);
    log.append(about);
  }

  // Someone who goes on with the keyboard stays on the buttons: those that took the pressed one's place.
  #focusNewScreen(message) {
    const there = message?.isConnected ? message : this.#find(".log .message:last-of-type");
    const target = there?.querySelector(".key") ?? there?.querySelector(".bubble");
    target?.focus({ preventScroll: true });
    there?.scrollIntoView({ block: "nearest" });
  }

  async #press(message, button, element) {
    if (button.copy !== undefined) {
      await navigator.clipboard?.writeText(button.copy);
      this.#toast("Copied.");
      return;
    }
    element.setAttribute("aria-busy", "true");
    await this.#post(`/chats/${this.id}/taps`, { message: message.id, data: button.data });
  }

  // Typing

  #showPrompt() {
    const prompts = this.#chat.messages.filter((message) => message.asks && !this.#dismissed.has(message.id));
    const asking = prompts.at(-1) ?? null;
    const isNew = asking !== null && asking.id !== this.#asking;
    this.#asking = asking?.id ?? null;
    this.#find(".replying").hidden = asking === null;
    const box = this.#find("textarea");
    box.placeholder = asking?.placeholder || "Message";
    if (asking !== null) this.#find(".replying span").textContent = asking.text;
    if (isNew) box.focus({ preventScroll: true });
  }

  async #send() {
    const box = this.#find("textarea");
    const text = box.value;
    if (!text.trim()) return;
    box.value = "";
    this.#fit();
    const replyTo = this.#asking;
    if (replyTo !== null) {
      this.#dismissed.add(replyTo);
      this.#showPrompt();
    }
    this.#atEnd = true;
    await this.#say(text, replyTo);
  }

  #say(text, replyTo = null) {
    return this.#post(`/chats/${this.id}/messages`, { text, reply_to: replyTo });
  }

  #fit() {
    const box = this.#find("textarea");
    box.rows = Math.min(5, box.value.split("\n").length);
  }

  #start(code) {
    const typed = code || new URLSearchParams(location.search).get("start");
    this.#say(typed ? `/start ${typed}` : "/start").then(() => this.#find(".log").focus({ preventScroll: true }));
  }

  // The menu of commands

  #showMenu() {
    const list = this.#find(".menu ul");
    if (list.dataset.shown === JSON.stringify(this.#chat.commands)) return;
    list.dataset.shown = JSON.stringify(this.#chat.commands);
    list.replaceChildren(...this.#chat.commands.map(({ command, description }) => {
      const button = document.createElement("button");
      button.type = "button";
      const note = document.createElement("small");
      note.textContent = `/${command}`;
      button.append(description, note);
      button.addEventListener("click", () => {
        this.#openMenu(false);
        this.#say(`/${command}`);
      });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
    this.#find(".menu-button").hidden = !this.#chat.commands.length;
  }

  #openMenu(isOpen) {
    this.#find(".menu").hidden = !isOpen;
    this.#find(".menu-button").setAttribute("aria-expanded", isOpen);
    if (isOpen) this.#find(".menu li button")?.focus();
    else this.#find(".menu-button").focus();
  }

  // Alerts and toasts

  #showNotices() {
    const newest = this.#chat.notices.at(-1)?.number ?? 0;
    const unseen = this.#chat.notices.filter((notice) => this.#noticed !== null && notice.number > this.#noticed);
    this.#noticed = newest;
    for (const notice of unseen) {
      if (notice.alert) this.#alert(notice.text);
      else this.#toast(notice.text);
    }
  }

  #toast(text) {
    const toast = document.createElement("p");
    toast.textContent = text;
    this.#find(".toasts").append(toast);
    setTimeout(() => toast.remove(), TOAST_TIME);
  }

  #alert(text) {
    const before = document.activeElement;
    const fromLog = this.#find(".log").contains(before);
    const message = before?.closest?.(".message");
    dialog.querySelector("h2").textContent = this.#bot.name;
    dialog.querySelector("p").textContent = text;
    if (!dialog.open) dialog.showModal();
    dialog.addEventListener("close", () => {
      if (before?.isConnected) before.focus({ preventScroll: true });
      else if (fromLog) this.#focusNewScreen(message);
    }, { once: true });
  }

  #listen() {
    const log = this.#find(".log");
    log.addEventListener("scroll", () => { this.#atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80; });
    new ResizeObserver(() => this.#stayAtEnd()).observe(log);
    this.#find(".start").addEventListener("click", () => this.#start());
    this.#find(".by-code").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#start(event.target.elements.code.value.trim());
    });
    this.#find(".type").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    const box = this.#find("textarea");
    box.addEventListener("input", () => this.#fit());
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    this.#find(".dismiss").addEventListener("click", () => {
      this.#dismissed.add(this.#asking);
      this.#showPrompt();
      box.focus();
    });
    this.#find(".menu-button").addEventListener("click", () => this.#openMenu(this.#find(".menu").hidden));
    this.#find(".menu").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#openMenu(false);
    });
    // A command sends itself, and a link that would start this bot in Telegram starts it here.
    this.element.addEventListener("click", (event) => {
      const command = event.target.closest?.(".command");
      if (command) this.#say(command.value);
      const found = event.target.closest?.("a[href]")?.href.match(LINK);
      if (found?.[1].toLowerCase() !== this.#bot.username?.toLowerCase()) return;
      event.preventDefault();
      this.#start(found[2]);
    });
  }
}
