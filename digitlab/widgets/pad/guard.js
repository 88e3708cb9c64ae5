// Keeps the canvas of a drawing surface well-behaved in the page. See guard.py.

// Milliseconds between two moves that are sent on: more often than any hand or screen needs.
const LEAST_GAP = 4;
// Milliseconds until the page says that no answer came.
const PATIENCE = 700;
const LONG = 8000;
const BUSY = "The notebook is busy. The ink comes when it is done.";
const SILENT = "Still no answer. Wait, or run the cell again; in an app, reload the page.";

function watch(box, model, note, signal) {
  const tame = () => {
    for (const canvas of box.querySelectorAll("canvas")) {
      if (canvas.hasAttribute("tabindex")) canvas.removeAttribute("tabindex");
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", model.get("label"));
    }
  };
  const isGone = () => Boolean(box.closest(".jupyter-widgets-disconnected"));
  const say = (text) => {
    if (note.textContent !== text) note.textContent = text;
  };
  const observer = new MutationObserver(() => {
    tame();
    if (isGone()) say("");  // the widget around it says so
  });
  observer.observe(box, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  signal.addEventListener("abort", () => observer.disconnect());
  model.on("change:label", tame);
  tame();

  let isDown = false;
  let lastMove = -Infinity;
  // Beginnings and ends of strokes that the kernel hasn't answered yet, in order.
  const waiting = [];
  const onAnswer = (message) => {
    if (!message || !message.alive) return;
    waiting.shift();
    if (!waiting.length) say("");
  };
  model.on("msg:custom", onAnswer);
  signal.addEventListener("abort", () => {
    model.off("msg:custom", onAnswer);
    model.off("change:label", tame);
  });
  const ask = () => {
    if (isGone()) return;
    const mine = {};
    waiting.push(mine);
    for (const [time, text] of [[PATIENCE, BUSY], [LONG, SILENT]]) {
      setTimeout(() => {
        if (!signal.aborted && waiting.includes(mine) && !isGone()) say(text);
      }, time);
    }
  };
  const drop = (event) => event.stopPropagation();
  const release = (event) => {
    if (!isDown) return drop(event);
    isDown = false;
    ask();  // the kernel may have become busy meanwhile
  };
  const handlers = {
    mousedown(event) {
      // A menu or a scroll is no stroke.
      if (event.button !== 0) return drop(event);
      isDown = true;
      lastMove = -Infinity;
      ask();
    },
    mousemove(event) {
      if (!isDown || !(event.buttons & 1) || event.timeStamp - lastMove < LEAST_GAP) return drop(event);
      lastMove = event.timeStamp;
    },
    mouseup: release,
    mouseout: release,
    touchstart() {
      lastMove = -Infinity;
      ask();
    },
    touchmove(event) {
      if (event.timeStamp - lastMove < LEAST_GAP) {
        event.preventDefault();
        return drop(event);
      }
      lastMove = event.timeStamp;
    },
    touchend: ask,
    wheel: drop,
    keydown: drop,
  };
  // In the capturing phase, so that they come before the canvas' own.
  for (const [name, handle] of Object.entries(handlers)) {
    const onlyCanvas = (event) => event.target instanceof HTMLCanvasElement && handle(event);
    box.addEventListener(name, onlyCanvas, { capture: true, passive: false, signal });
  }
}

function render({ model, el }) {
  const controller = new AbortController();
  el.classList.add("digitlab-guard");
  const note = document.createElement("div");
  note.className = "digitlab-surface-note";
  note.setAttribute("role", "status");
  note.setAttribute("aria-live", "polite");
  el.append(note);
  const attach = () => {
    if (controller.signal.aborted) return;
    const box = el.closest(".digitlab-surface");
    // The page puts a widget into its box only after it was made.
    if (box) watch(box, model, note, controller.signal);
    else setTimeout(attach, 20);
  };
  attach();
  return () => controller.abort();
}

export default { render };
