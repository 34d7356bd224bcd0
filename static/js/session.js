"use strict";

/* Two minutes before a session ends the person is asked; when it has ended, the page is left, so that nothing stays shown. */
document.addEventListener("DOMContentLoaded", () => {
  const dialog = document.querySelector("[data-session]");
  const { leftUrl, stayUrl, endedUrl, warnBefore } = dialog.dataset;
  const left = dialog.querySelector("[data-session-left]");
  const said = dialog.querySelector("[data-session-said]");
  const shownEnd = document.querySelector("[data-session-end]");
  const early = Number(warnBefore);
  let endsAt = Date.parse(shownEnd.dateTime);
  let asking = false;
  let leaving = false;

  const seconds = () => Math.round((endsAt - Date.now()) / 1000);

  const words = (number) => {
    if (number > 90) return `${Math.ceil(number / 60)} minutes`;
    return number === 1 ? "1 second" : `${Math.max(number, 0)} seconds`;
  };

  const learn = (number) => {
    endsAt = Date.now() + number * 1000;
    shownEnd.dateTime = new Date(endsAt).toISOString();
    shownEnd.textContent = new Date(endsAt).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
  };

  /* Once: a second going would end the first, and the sentence that says why is shown once. */
  const leave = () => {
    clearInterval(ticking);
    if (!leaving) window.location.assign(endedUrl);
    leaving = true;
  };

  /* Another tab may have been used meanwhile: the server knows. */
  const ask = async (url, method) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = method === "POST" ? { "X-CSRFToken": token } : { "X-Desk-Poll": "1" };
    const answer = await fetch(url, { method, headers, redirect: "manual", cache: "no-store" });
    if (!answer.ok) return leave();
    return learn((await answer.json()).seconds);
  };

  const tick = async () => {
    if (asking) return;
    if (seconds() <= early && !dialog.open) {
      asking = true;
      await ask(leftUrl, "GET").catch(() => undefined); /* not reached: what the page knows is all there is */
      asking = false;
      if (seconds() <= early && !leaving) dialog.showModal();
    }
    if (dialog.open && seconds() > early) dialog.close();
    if (dialog.open) left.textContent = words(seconds());
    if (seconds() === 60 && dialog.open) said.textContent = "You will be signed out in one minute.";
    if (seconds() <= 0) leave();
  };

  dialog.querySelector("[data-session-stay]").addEventListener("click", async () => {
    await ask(stayUrl, "POST").catch(() => {
      said.textContent = "The server can't be reached: you are not yet signed in for longer.";
    });
    if (seconds() > early) dialog.close();
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  const ticking = setInterval(tick, 1000);
});
