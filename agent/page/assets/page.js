"use strict";
// Keeps the page as things are: an event says that something is new, and the inner part is fetched anew. The server draws it.
(() => {
  const main = document.getElementById("main"), live = document.getElementById("live");
  let skew = 0; // of this clock against the server's, ms
  let source, retry, heard = 0, busy = false, late = false;

  const ago = (ms) => { // as local.Ago
    const s = Math.max(0, Math.floor(ms / 1000)), m = Math.floor(s / 60), h = Math.floor(m / 60);
    if (h >= 14 * 24) return Math.floor(h / 24) + " days";
    if (h >= 24) return Math.floor(h / 24) + " d " + (h % 24) + " h";
    if (h >= 1) return h + " h " + String(m % 60).padStart(2, "0") + " min";
    return m >= 1 ? m + " min" : s + " s";
  };

  const tick = () => {
    const now = Date.now() - skew;
    for (const e of main.querySelectorAll("time.ago")) {
      const text = ago(now - Date.parse(e.dateTime));
      if (e.textContent !== text) e.textContent = text;
    }
    const clock = document.getElementById("now");
    if (clock) {
      const [day, date, month, , time] = new Date(now).toUTCString().replace(",", "").split(" ");
      clock.textContent = day + " " + Number(date) + " " + month + " " + time + " UTC";
    }
  };

  const take = () => {
    const header = main.querySelector("header");
    skew = Date.now() - Number(header.dataset.now);
    document.title = header.dataset.title;
    document.getElementById("icon").href = document.title.startsWith("OK") ? "ok.svg" : "attention.svg";
    tick();
  };

  const say = (text, lost) => {
    if (live.textContent !== text) live.textContent = text;
    document.body.classList.toggle("lost", lost);
  };

  const load = async () => {
    if (busy) { late = true; return; }
    busy = true;
    do {
      late = false;
      try {
        const answer = await fetch("main", { signal: AbortSignal.timeout(10000) });
        if (answer.status === 401) { location.reload(); return; }
        if (answer.ok) {
          const text = await answer.text(), open = [...main.querySelectorAll("details[open]")].map((d) => d.id);
          main.innerHTML = text; // escaped by the server; the policy lets no script in
          for (const id of open) document.getElementById(id)?.setAttribute("open", "");
          take();
        }
      } catch { /* the source notices it, too */ }
    } while (late);
    busy = false;
  };

  const lost = () => say("Not connected: this is how it was. Trying again.", true);

  const stop = () => { clearTimeout(retry); source?.close(); source = undefined; };

  const listen = () => {
    stop();
    heard = Date.now();
    source = new EventSource("events");
    source.onopen = () => say("Live: this page shows what is new by itself.", false);
    for (const name of ["status", "history", "beat"]) {
      source.addEventListener(name, () => { heard = Date.now(); if (name !== "beat") load(); });
    }
    source.onerror = () => {
      lost();
      if (source && source.readyState === EventSource.CLOSED) { // sent away: too many listen, or the token is another one
        load();
        retry = setTimeout(listen, 30000);
      }
    };
  };

  take();
  setInterval(() => {
    tick();
    if (source && Date.now() - heard > 60000) { lost(); listen(); } // three beats are missing: a network that has gone says nothing
  }, 1000);
  listen();
  document.addEventListener("visibilitychange", () => document.hidden ? stop() : listen()); // nothing is asked for while nobody looks
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (e) => e.persisted && listen());
})();
