"use strict";

/* The slider of events: what it stands on is told while it moves, and in full once the server has answered. */
(() => {
  const slider = () => document.getElementById("moment-event");
  let wanted = null;

  const tell = (number, words) => {
    slider().value = number;
    document.getElementById("moment-output").textContent = number;
    slider().setAttribute("aria-valuetext", words);
  };

  document.addEventListener("input", (event) => {
    if (event.target !== slider()) return;
    wanted = event.target.value;
    tell(wanted, `event ${wanted} of ${event.target.dataset.total}`);
  });

  /* A link beside the slider moves it; so whatever the slider was moved to before counts no longer. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id !== "moment-slide") wanted = null;
  });

  /* An answer that comes late must not take the slider back from where it was moved meanwhile. */
  document.addEventListener("htmx:afterSettle", () => {
    const now = document.getElementById("moment-now");
    if (!now || !slider() || (wanted !== null && wanted !== now.dataset.number)) return;
    wanted = null;
    tell(now.dataset.number, now.dataset.said);
  });
})();
