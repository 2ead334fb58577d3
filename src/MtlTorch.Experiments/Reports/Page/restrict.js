// How the axes of parallel coordinates are restricted and their lines chosen: by pointer, and by controls that the keyboard reaches.

/** Sliders and boxes for each axis. Gives the element, and a function that sets the limit of a number's axis from elsewhere. */
function restrictions(axes, changed) {
  const parts = axes.map(axis => (axis.values ? boxesOf(axis, changed) : slidersOf(axis, changed)));
  const clear = h('button', { type: 'button', click: () => { parts.forEach(part => part.clear()); changed(); } }, 'Clear all');
  return {
    element: folded('Restrict axes', () => h('div', { class: 'restrict' }, parts.map(part => part.element), clear)),
    set: (axis, limit) => { parts[axes.indexOf(axis)].set?.(limit); changed(); },
  };
}

const STEPS = 100;

function slidersOf(axis, changed) {
  const output = h('output', {});
  const slider = (label, value) => h('input', { type: 'range', min: 0, max: STEPS, step: 1, value, 'aria-label': `${axis.label}, ${label}` });
  const [low, high] = [slider('lower end', 0), slider('upper end', STEPS)];
  const tell = () => {
    const ends = [low, high].map(input => axis.scale.format(axis.scale.value(input.value / STEPS)));
    low.setAttribute('aria-valuetext', ends[0]);
    high.setAttribute('aria-valuetext', ends[1]);
    output.textContent = axis.limit ? `${ends[0]} to ${ends[1]}` : 'all';
  };
  const set = limit => {
    axis.limit = limit && (limit[0] > 0 || limit[1] < 1) ? limit : null;
    [low.value, high.value] = axis.limit ? axis.limit.map(share => Math.round(share * STEPS)) : [0, STEPS];
    tell();
  };
  low.addEventListener('input', () => { set([low.value / STEPS, Math.max(low.value, high.value) / STEPS]); changed(); });
  high.addEventListener('input', () => { set([Math.min(low.value, high.value) / STEPS, high.value / STEPS]); changed(); });
  tell();
  return { element: h('fieldset', {}, h('legend', {}, axis.label), low, high, output), clear: () => set(null), set };
}

function boxesOf(axis, changed) {
  const values = [...axis.values.map((label, value) => ({ label, value })), ...(axis.hasGaps ? [{ label: 'not set', value: null }] : [])];
  const boxes = values.map(({ label, value }) => ({ value, label, box: h('input', { type: 'checkbox', checked: true }) }));
  const read = () => {
    const chosen = boxes.filter(b => b.box.checked);
    axis.limit = chosen.length === boxes.length ? null : new Set(chosen.map(b => b.value));
  };
  boxes.forEach(({ box }) => box.addEventListener('change', () => { read(); changed(); }));
  return {
    element: h('fieldset', {}, h('legend', {}, axis.label), boxes.map(({ label, box }) => h('label', {}, box, ` ${label}`))),
    clear: () => { boxes.forEach(({ box }) => { box.checked = true; }); read(); },
  };
}

/** Where an event is on a chart, in the chart's units. */
function pointOn(chart, event, width, height) {
  const box = chart.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width * width, (event.clientY - box.top) / box.height * height];
}

const NEAR_AXIS = 12;

/** Dragging along the axis of a number restricts it; a click without dragging sets it free. */
function brushAxes(chart, axes, width, set) {
  let drag = null;
  const shareAt = y => clamp((PARALLEL.height - PARALLEL.bottom - y) / inner(), 0, 1);
  chart.addEventListener('pointerdown', event => {
    const [x, y] = pointOn(chart, event, width, PARALLEL.height);
    const axis = axes.find(a => Math.abs(a.x - x) < NEAR_AXIS && !a.values);
    if (axis) {
      drag = { axis, from: shareAt(y) };
      chart.setPointerCapture(event.pointerId);
      event.preventDefault();
    }
  });
  chart.addEventListener('pointermove', event => {
    if (drag) {
      const to = shareAt(pointOn(chart, event, width, PARALLEL.height)[1]);
      set(drag.axis, Math.abs(to - drag.from) < 0.02 ? null : [Math.min(drag.from, to), Math.max(drag.from, to)]);
    }
  });
  chart.addEventListener('pointerup', event => {
    if (drag && Math.abs(shareAt(pointOn(chart, event, width, PARALLEL.height)[1]) - drag.from) < 0.02) {
      set(drag.axis, null);
    }

    drag = null;
  });
}

const NEAR_LINE = 14;

/** The line that is nearest to the pointer stands out; arrow keys walk through those within the limits. */
function walkLines(chart, entry, axes, width, show) {
  let at = -1;
  chart.addEventListener('pointermove', event => {
    const [x, y] = pointOn(chart, event, width, PARALLEL.height);
    const right = axes.findIndex(axis => axis.x >= x);
    if (right < 1) {
      show(null);
      return;
    }

    const [a, b] = [axes[right - 1], axes[right]];
    const share = (x - a.x) / (b.x - a.x);
    const away = line => Math.abs(a.at(line) * (1 - share) + b.at(line) * share - y);
    const nearest = entry.shown.reduce((best, line) => (best === null || away(line) < away(best) ? line : best), null);
    show(nearest && away(nearest) < NEAR_LINE ? nearest : null);
  });
  chart.addEventListener('pointerleave', () => show(null));
  chart.addEventListener('blur', () => { at = -1; show(null); });
  chart.addEventListener('keydown', event => {
    const target = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: entry.shown.length - 1 }[event.key];
    if (target !== undefined && entry.shown.length > 0) {
      event.preventDefault();
      at = clamp(target, 0, entry.shown.length - 1);
      show(entry.shown[at]);
    }
  });
}

function parallelSection() {
  if (ranked(0).length === 0 && prunedWithValue().length === 0) {
    return null;
  }

  return section('parallel', 'Parameters and objective', perObjective('Colored by', objective => parallelChart(objective) ?? note('No trial has a value.')));
}
