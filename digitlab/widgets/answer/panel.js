// Shows what the models read. See panel.py. All elements stay; only their text, height and pixels change.

const SIDE = 28;

function make(parent, tag, className, attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function build(root, models) {
  const answer = make(root, "div", "digitlab-prediction");
  const big = make(answer, "span", "digitlab-big");
  const small = make(answer, "span", "digitlab-small");
  const note = make(root, "div", "digitlab-note");
  const grid = make(root, "div", "digitlab-bars", { role: "img" });
  const columns = Array.from({ length: 10 }, () => make(grid, "div", "column"));
  const bars = models.map(({ colour }) =>
    columns.map((column) => make(column, "div", "bar", { style: `background:${colour};height:0` })));
  for (let digit = 0; digit < 10; digit += 1) make(grid, "div", "digit").textContent = digit;
  const said = [];
  if (models.length > 1) {
    const legend = make(root, "div", "digitlab-models");
    for (const { name, colour } of models) {
      make(legend, "div", "key", { style: `background:${colour}` });
      make(legend, "div", "name", { title: name }).textContent = name;
      said.push(make(legend, "div", "said"));
    }
  }
  const seen = make(root, "div", "digitlab-seen");
  const canvas = make(seen, "canvas", "", {
    width: SIDE, height: SIDE, role: "img", "aria-label": "The drawing as 28 x 28 pixels",
  });
  make(seen, "div").textContent = "what the network sees: 28 × 28 pixels";
  // It stays in the page while its text changes: else many screen readers keep silent.
  const live = make(root, "div", "digitlab-said", { role: "status", "aria-live": "polite", "aria-atomic": "true" });
  return { answer, big, small, note, grid, bars, said, canvas, live };
}

function paint(canvas, view) {
  const context = canvas.getContext("2d");
  const picture = context.createImageData(SIDE, SIDE);
  for (let index = 0; index < SIDE * SIDE; index += 1) {
    const level = view && view.byteLength ? 255 - view.getUint8(index) : 255;
    picture.data.set([level, level, level, 255], 4 * index);
  }
  context.putImageData(picture, 0, 0);
}

function initialize({ model }) {
  // Once for each page, not for each view: a file is offered once.
  const onMessage = (message) => {
    if (!message || typeof message.file !== "string") return;
    const address = URL.createObjectURL(new Blob([message.file], { type: "application/json" }));
    const link = make(document.body, "a", "", { href: address, download: message.name });
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
  model.on("msg:custom", onMessage);
  return () => model.off("msg:custom", onMessage);
}

function render({ model, el }) {
  const root = make(el, "div", "digitlab-panel");
  const parts = build(root, model.get("models"));
  const show = () => {
    const state = model.get("state");
    parts.answer.dataset.verdict = state.verdict ?? "";
    setText(parts.big, state.big ?? "");
    setText(parts.small, state.small ?? "");
    setText(parts.note, state.note ?? "");
    const rows = state.rows ?? [];
    parts.bars.forEach((bars, index) => bars.forEach((bar, digit) => {
      bar.style.height = rows[index] ? `${(100 * rows[index][digit]).toFixed(1)}%` : "0";
    }));
    parts.said.forEach((element, index) => setText(element, state.said?.[index] ?? ""));
    parts.grid.setAttribute("aria-label", state.described ?? "");
    paint(parts.canvas, state.image);
    setText(parts.live, state.live ?? "");
    // Last, so that who waits for them finds everything else in place.
    parts.answer.dataset.digit = state.digit ?? "";
    parts.answer.dataset.count = state.count ?? 0;
  };
  model.on("change:state", show);
  show();
  return () => model.off("change:state", show);
}

export default { initialize, render };
