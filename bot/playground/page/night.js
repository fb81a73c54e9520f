// Next morning: what day it is, and how far the night has come that was asked for.

const STEPS = {
  neighbours: "Neighbours are answering.",
  close: "A round that is over is closed.",
  rotate: "The key of the buttons is replaced.",
  open: "The ballot box is opened.",
  summary: "Staff are sent the summary.",
};
const NAMES = Object.keys(STEPS);
const READING_TIME = 8000;

export function nightStrip(strip, button, day, post) {
  const words = strip.querySelector("p");
  const progress = strip.querySelector("progress");
  progress.max = NAMES.length;
  let today = null;
  let reading = 0;

  // A night that did not come as far as the summary is told of by what `post` says.
  function end(last) {
    strip.hidden = last !== NAMES.at(-1);
    progress.hidden = true;
    words.textContent = `It is ${today.day}. The summary is on the inspector's phone.`;
    clearTimeout(reading);
    reading = setTimeout(() => { if (!today.step) strip.hidden = true; }, READING_TIME);
  }

  button.addEventListener("click", () => {
    if (!today.step) post("/mornings", {});
  });

  return {
    show(told) {
      const before = today;
      today = told;
      day.textContent = told.day;
      button.hidden = !told.mornings;
      button.setAttribute("aria-disabled", Boolean(told.step));
      if (told.step) {
        strip.hidden = progress.hidden = false;
        progress.value = NAMES.indexOf(told.step) + 1;
        words.textContent = `${told.time} ${STEPS[told.step]}`;
      } else if (before?.step) end(before.step);
    },
  };
}
