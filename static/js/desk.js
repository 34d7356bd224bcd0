"use strict";

/* A form acts once: a second press while the first is under way does nothing. The server holds to it as well. */
(() => {
  const LOCKED_FOR = 8000;

  const free = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  };

  /* The answer to a form that sends a file leaves the page as it is: what was wrong before isn't true any more. */
  const clear = (form) => form.querySelectorAll(".desk-summary, .usa-error-message").forEach((said) => said.remove());

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if ("download" in form.dataset) clear(form);
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => free(form), LOCKED_FOR);
  });

  /* Coming back by the browser's button finds the forms usable. */
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

  /* A button that may not act now says why beside it; pressing it does nothing. */
  document.addEventListener("click", (event) => {
    if (event.target.closest?.('[aria-disabled="true"]')) event.preventDefault();
  });

  /* The recorded print view goes to paper by a press; without script, by the browser's own menu. */
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  /* The first thing wrong is read out: focus goes to the summary, also after a partial update. */
  const toSummary = (root) => root.querySelector?.(".desk-summary")?.focus();
  document.addEventListener("DOMContentLoaded", () => toSummary(document));
  document.addEventListener("htmx:afterSwap", (event) => toSummary(event.target));

  /* A partial answer that isn't a page of ours (signed out, refused): load the whole page, which says so. */
  document.addEventListener("htmx:responseError", (event) => {
    if ([403, 404, 503].includes(event.detail.xhr.status)) window.location.reload();
  });
})();
