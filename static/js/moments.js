"use strict";

/* The slider of events: what it stands on is told while it moves, and again in full once the server has answered. */
(() => {
  const slider = () => document.getElementById("moment-event");

  const tell = (number, words) => {
    const range = slider();
    const output = document.getElementById("moment-output");
    if (!range || !output) return;
    range.value = number;
    output.textContent = number;
    range.setAttribute("aria-valuetext", words);
  };

  document.addEventListener("input", (event) => {
    if (event.target !== slider()) return;
    tell(event.target.value, `event ${event.target.value} of ${event.target.dataset.total}`);
  });

  /* A link beside the slider was followed, or the slider's own answer came: both end where the server says. */
  document.addEventListener("htmx:afterSettle", () => {
    const now = document.getElementById("moment-now");
    if (now && slider()) tell(now.dataset.number, now.dataset.said);
  });
})();
