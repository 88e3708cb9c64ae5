"""What the training monitor says, as HTML: state, figures, curves, learning rate, and what went wrong."""

from __future__ import annotations

import html

from digitlab.training.background import BackgroundTraining
from digitlab.widgets.monitor import curves

# JupyterLab's own colours where it has them, so that light and dark themes both stay legible.
STYLE = (
    f"<style>{curves.STYLE}"
    + """
.digitlab-monitor { color: var(--jp-ui-font-color1, #1b1f24); font: 14px/1.4 system-ui, sans-serif;
  max-width: 720px; }
.digitlab-monitor .widget-html-content { line-height: 1.4; font-size: 14px; color: inherit; }
.digitlab-monitor-status { font-weight: 600; white-space: nowrap; }
.digitlab-monitor-figures { font-variant-numeric: tabular-nums; height: 22px; line-height: 22px;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.digitlab-monitor-bar { height: 4px; background: var(--jp-border-color2, #d5d9df); }
.digitlab-monitor-bar div { height: 4px; background: #0072B2; }
.digitlab-monitor-note { min-height: 22px; }
.digitlab-monitor-curves { display: flex; flex-wrap: wrap; gap: 0 24px; }
.digitlab-monitor-curves svg { display: block; flex: 0 0 auto; }
.digitlab-monitor-curves text { font: 12px system-ui, sans-serif; fill: var(--jp-ui-font-color1, #1b1f24);
  font-variant-numeric: tabular-nums; }
.digitlab-monitor-curves .title { font-weight: 600; }
.digitlab-monitor-curves .grid { stroke: var(--jp-ui-font-color1, #1b1f24); stroke-opacity: .18; }
.digitlab-monitor-weights { image-rendering: pixelated; flex: 0 0 auto; align-self: flex-start; }
</style>"""
)
_SAID = {
    "ready": "Ready. Start begins the training.",
    "compiling": "Compiling: JAX builds the training step.",
    "training": "Training.",
    "paused": "Paused. The model has the weights so far.",
    "stopping": "Stopping.",
    "stopped": "Stopped. Start goes on from here.",
    "finished": "Finished.",
    "failed": "Training went wrong.",
}


def status_html(training: BackgroundTraining, state: str) -> str:
    """Return the state in a few words. Screen readers hear it when it changes, not with every figure."""
    return (
        f'<div class="digitlab-monitor-status" role="status" aria-live="polite" data-state="{state}" '
        f'data-epoch="{_epoch(training)}">{_SAID[state]}</div>'
    )


def figures_html(training: BackgroundTraining) -> str:
    """Return epoch, loss, accuracy, speed and time left, with a bar for how much is done."""
    progress = training.progress
    parts = [f"Epoch {_epoch(training)} of {training.epochs}"]
    if progress is not None:
        parts.append(f"loss {progress.loss:.4f}")
        parts.append(f"accuracy {100 * progress.accuracy:.1f} %")
    validated = [epoch.validation_accuracy for epoch in training.history.epochs[-1:]]
    if validated and validated[0] is not None:
        parts.append(f"validation {100 * validated[0]:.2f} %")
    speed = training.images_per_second
    if speed is not None:
        parts.append(f"{speed:,.0f} images/s")
        if training.state in ("training", "paused"):
            parts.append(f"{max(0, training.total_images - training.images) / speed:.0f} s left")
    share = 100 * training.images / training.total_images
    return (
        f'<div class="digitlab-monitor-figures">{" · ".join(parts)}</div>'
        f'<div class="digitlab-monitor-bar"><div style="width:{share:.1f}%"></div></div>'
    )


def curves_html(training: BackgroundTraining, *, is_validated: bool) -> str:
    """Return the curves of loss and accuracy.

    Args:
        training: what to show.
        is_validated: is there validation data?
    """
    history, progress = training.history, training.progress
    now = None
    if progress is not None and progress.epoch == len(history.epochs):
        now = len(history.step_losses) / training.steps_per_epoch, progress.accuracy
    loss = curves.loss_svg(history.step_losses, steps_per_epoch=training.steps_per_epoch, epochs=training.epochs)
    accuracy = curves.accuracy_svg(history, epochs=training.epochs, now=now, is_validated=is_validated)
    return f'<div class="digitlab-monitor-curves">{loss}{accuracy}</div>'


def rate_html(training: BackgroundTraining) -> str:
    """Return the learning rate of the step at hand, or why it can't be changed."""
    rate = training.planned_rate
    if rate is None:
        return "Your own optimizer brings its learning rate, so it can't be changed here."
    return f"is {rate * training.rate_factor:.3g} at this step"


def note_html(training: BackgroundTraining, *notes: str) -> str:
    """Return what went wrong or ended the training early, in whole sentences; mostly nothing."""
    said = [*notes, training.problem]
    if training.state == "finished":
        said.append(training.history.stopped)
    text = " ".join(note for note in said if note)
    return f'<div class="digitlab-monitor-note" role="alert">{html.escape(text)}</div>'


def _epoch(training: BackgroundTraining) -> int:
    """The epoch at hand, counted from 1; after the last one, the last."""
    return min(len(training.history.epochs) + 1, training.epochs)
