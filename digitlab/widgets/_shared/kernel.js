// Says that the kernel of the widget around it is gone. See kernel.py.

// JupyterLab puts this class on each view whose kernel has ended or was restarted.
const LOST = "jupyter-widgets-disconnected";

function render({ model, el }) {
  const controller = new AbortController();
  el.classList.add("digitlab-kernel-note");
  el.setAttribute("aria-live", "polite");  // no status: a widget has one of its own
  let tries = 500;  // for ten seconds
  const attach = () => {
    if (controller.signal.aborted) return;
    const whole = el.closest(".digitlab-widget");
    // The page puts a widget into the one around it only after it was made.
    if (!whole) {
      if (tries--) setTimeout(attach, 20);
      return;
    }
    const say = () => {
      const text = whole.classList.contains(LOST) ? model.get("sentence") : "";
      if (el.textContent !== text) el.textContent = text;
    };
    const observer = new MutationObserver(say);
    observer.observe(whole, { attributes: true, attributeFilter: ["class"] });
    controller.signal.addEventListener("abort", () => observer.disconnect());
    say();
  };
  attach();
  return () => controller.abort();
}

export default { render };
