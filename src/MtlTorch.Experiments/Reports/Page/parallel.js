// Parallel coordinates: a line per trial, an axis per parameter, the objective last. Axes can be restricted by dragging or by keyboard.

const PARALLEL = { height: 360, left: 70, right: 70, top: 52, bottom: 52, gap: 130, least: 720 };

/** From so many trials on lines through one value of few are drawn beside each other: else the last one hides all others. */
const CROWDED = 60;

function scatterOf(axis, line, lines) {
  const { height, top, bottom } = PARALLEL;
  const room = axis.pick(line) === null ? 16 : axis.count ? 0.5 * (height - top - bottom) / axis.count : 0;
  return lines > CROWDED ? (line.trial.number * GOLDEN % 1 - 0.5) * Math.min(room, 24) : 0;
}

/** The axes: of each parameter, then of the objective, on which better is always higher. */
function parallelAxes(objective, lines) {
  const { height, top, bottom } = PARALLEL;
  const values = lines.map(t => t.value);
  const { higherIsBetter } = sweep.objectives[objective];
  const range = objectiveRange(values.length > 0 ? values : [0, 1], higherIsBetter);
  const scale = linearScale(range.from, range.to);
  const parameters = sweep.dimensions.map((d, i) => ({ label: d.key, scale: scaleOf(d), pick: t => t.trial.point[i], values: d.values, count: d.count, hasGaps: lines.some(t => t.trial.point[i] === null) }));
  const axes = [...parameters, { label: nameOf(objective), scale: { ...scale, share: v => clamp(higherIsBetter ? scale.share(v) : 1 - scale.share(v), 0, 1), value: s => scale.value(higherIsBetter ? s : 1 - s) }, pick: t => t.value, isObjective: true }];
  const left = Math.max(PARALLEL.left, ...(axes[0].values ?? []).map(label => 12 + LETTER * Math.min(TICK_LETTERS, label.length)));
  const width = Math.max(PARALLEL.least, left + PARALLEL.right + (axes.length - 1) * PARALLEL.gap);
  axes.forEach((axis, i) => {
    axis.x = left + i * (width - left - PARALLEL.right) / (axes.length - 1);
    axis.at = line => axis.y(axis.pick(line)) + scatterOf(axis, line, lines.length);
    axis.y = value => (value === null ? height - bottom + 24 : height - bottom - axis.scale.share(value) * (height - top - bottom));
    axis.limit = null;
  });
  return { axes, width, outside: range.outside };
}

const inLimit = (axis, value) => !axis.limit || (axis.values ? axis.limit.has(value) : value !== null && axis.scale.share(value) >= axis.limit[0] - 1e-9 && axis.scale.share(value) <= axis.limit[1] + 1e-9);

const MOST_LABELS = 18;
const TICK_LETTERS = 15;

const thinned = all => all.filter((_, i) => i % Math.ceil(all.length / MOST_LABELS) === 0);

function drawAxis(axis, i) {
  const { height, top, bottom } = PARALLEL;
  return [
    h('line', { class: 'axis-line', x1: axis.x, x2: axis.x, y1: top, y2: height - bottom }),
    h('text', { class: 'axis name', x: axis.x, y: i % 2 === 0 ? 16 : 34, 'text-anchor': 'middle' }, abbreviated(axis.label, 22), h('title', {}, axis.label)),
    thinned(axis.scale.ticks(5)).map(({ at, label }) => h('text', { class: 'on-lines', x: axis.x - 5, y: axis.y(at) + 4, 'text-anchor': 'end' }, shortened(label, TICK_LETTERS), label.length > TICK_LETTERS ? h('title', {}, label) : null)),
    axis.hasGaps ? h('text', { class: 'on-lines', x: axis.x, y: height - bottom + 40, 'text-anchor': 'middle' }, 'not set') : null,
  ];
}

function parallelChart(objective) {
  const best = ranked(objective);
  const shades = shadesOf(best);
  const lines = [...best.map(trial => ({ trial, value: trial.objectives[objective] })), ...(sweep.isSingle ? prunedWithValue() : []).map(trial => ({ trial, value: trial.last }))];
  if (lines.length === 0) {
    return null;
  }

  const { axes, width, outside } = parallelAxes(objective, lines);
  const entry = { title: 'Parallel coordinates', axes, lines, shown: lines };
  charts.push(entry);
  const pathOf = line => polyline(axes.map(axis => [axis.x, axis.at(line)]));
  const [drawn, brushes, mark] = [h('g', {}), h('g', {}), h('g', { class: 'pointed' })];
  const chart = h('svg', { viewBox: `0 0 ${width} ${PARALLEL.height}`, role: 'img', class: `scatter parallel${lines.length > CROWDED ? ' many' : ''}`, style: `min-width: ${Math.round(width * 0.85)}px`, tabindex: '0', 'aria-label': `Parallel coordinates of ${plural(lines.length, 'trial')}: ${axes.map(a => a.label).join(', ')}. Arrow keys walk through the trials, the best first.` }, drawn, axes.map(drawAxis), brushes, mark);
  const [said, count] = [h('p', { class: 'said', 'aria-live': 'polite' }), h('p', { class: 'note', 'aria-live': 'polite' })];
  const show = line => {
    said.textContent = line ? trialText(line.trial) : '';
    mark.replaceChildren(...(line ? [h('path', { class: 'outlined', d: pathOf(line) })] : []));
  };
  const draw = () => {
    const shown = lines.filter(line => axes.every(axis => inLimit(axis, axis.pick(line))));
    const [done, cut] = [shown.filter(l => l.trial.status === 'completed'), shown.filter(l => l.trial.status !== 'completed')];
    const isOut = new Set(shown);
    const hidden = lines.filter(l => !isOut.has(l));
    entry.shown = shown;
    drawn.replaceChildren(...[
      hidden.length > 0 ? h('path', { class: 'line out', d: hidden.map(pathOf).join('') }) : null,
      cut.length > 0 ? h('path', { class: 'line cut', d: cut.map(pathOf).join('') }) : null,
      ...byShade(done, shades, l => l.trial).map(group => h('path', { class: `line shade-${group.shade}`, d: group.items.map(pathOf).join('') })),
      done.length > 0 ? h('path', { class: 'line first', d: pathOf(done[0]) }) : null].filter(Boolean));
    brushes.replaceChildren(...axes.filter(axis => axis.limit && !axis.values).map(axis => brushMark(axis)));
    count.textContent = `${shown.length === lines.length ? '' : `${shown.length} of `}${plural(lines.length, 'trial')}${done.length > 0 ? `, the best trial ${done[0].trial.number} with ${nameOf(objective)} ${measured(done[0].value)}` : ''}.`;
  };
  const controls = restrictions(axes, draw);
  walkLines(chart, entry, axes, width, show);
  brushAxes(chart, axes, width, controls.set);
  draw();
  return [h('figure', { class: 'broad' }, h('figcaption', {}, 'Parallel coordinates'), h('div', { class: 'scroll' }, chart), said, count, controls.element),
    note('A line per trial; the stronger its color the better its rank, orange the best.', lines.some(l => l.trial.status === 'pruned') ? ' Dashed: pruned, at the value of the last epoch.' : '', ' On the last axis better is higher.',
      outside > 0 ? ` ${plural(outside, 'trial')} lie${outside === 1 ? 's' : ''} beyond the worse end of it.` : '', ' Drag along an axis to restrict it; a click on it takes that back.')];
}

const brushMark = axis => h('rect', { class: 'brush', x: axis.x - 7, width: 14, y: PARALLEL.height - PARALLEL.bottom - axis.limit[1] * inner(), height: Math.max(2, (axis.limit[1] - axis.limit[0]) * inner()) });

const inner = () => PARALLEL.height - PARALLEL.top - PARALLEL.bottom;
