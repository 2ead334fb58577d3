// Line charts: uPlot draws, this makes it reachable by keyboard and readable without eyes.

/** Everything that is drawn, for tests and for the curious: title, x, series with label and values, plot. */
const charts = [];

const SERIES_COLORS = 8;
const MOST_POINTS_WITH_DOTS = 40;

/** Distances of ticks between whole numbers. */
const WHOLE_STEPS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6].flatMap(power => [1, 2, 5].map(m => m * power));

const DASHES = { solid: [], dashed: [6, 4], dotted: [2, 3] };

const probe = h('span', { hidden: true });

/** A color of the style sheet as it is now, in light or dark. */
function color(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

const seriesColor = index => `series-${(index % SERIES_COLORS) + 1}`;

/** From the ninth color on they repeat, and the line is dotted. */
const seriesDash = index => (index < SERIES_COLORS ? 'solid' : 'dotted');

/**
 * A line chart.
 * title     what it shows
 * x         { label, values }
 * series    [{ label, values, color, dash }], color being the name of one of the style sheet's
 * options   { log, zero, best, mark: { x, label }, foldLegend }: logarithmic y, y from 0, the value that y cannot pass, a vertical line, a legend to be opened
 */
function lineChart(title, x, series, options = {}) {
  const entry = { title, x: x.values, series: series.map(({ label, values }) => ({ label, values })), plot: null };
  const data = () => table(`${title}, by ${x.label}`, [x.label, ...series.map(s => s.label)], x.values.map((at, i) => [short(at), ...series.map(s => short(s.values[i]))]));
  if (x.values.length === 0 || series.every(s => s.values.every(v => v === null))) {
    return null;
  }

  charts.push(entry);
  const caption = h('figcaption', {}, title, options.mark ? h('span', { class: 'mark' }, ` ${options.mark.label}`) : null);
  if (typeof uPlot === 'undefined') {
    return h('figure', {}, caption, data());
  }

  const said = h('p', { class: 'readout', 'aria-live': 'polite' });
  const read = at => { said.textContent = at === null || at === undefined ? '' : `${x.label} ${short(x.values[at])}: ${series.map(s => `${series.length > 1 ? `${s.label} ` : ''}${short(s.values[at])}`).join(', ')}`; };
  const area = h('div', { class: 'plot', tabindex: '0', role: 'group', 'aria-roledescription': 'line chart', 'aria-label': `${title}. ${summarize(x, series)} Arrow keys read the values.` });
  area.addEventListener('keydown', event => walk(event, entry));
  entry.make = () => {
    entry.plot = new uPlot(plotOptions(area, x, series, { ...options, read }), [x.values, ...series.map(s => logged(s.values, options.log))], area);
  };
  return h('figure', {}, caption, area, options.foldLegend ? folded('Lines', () => makeLegend(entry, series)) : makeLegend(entry, series), said, folded('Values', data));
}

/** A logarithmic axis has no place for zero. */
const logged = (values, log) => (log ? values.map(v => (v > 0 ? v : null)) : values);

function summarize(x, series) {
  const ends = series.map(({ label, values }) => {
    const known = values.filter(v => v !== null);
    return known.length === 0 ? `${label}: no values` : `${label}: from ${short(known[0])} to ${short(known.at(-1))}, least ${short(least(known))}, most ${short(most(known))}`;
  });
  return `${plural(x.values.length, 'point')} from ${x.label} ${short(x.values[0])} to ${short(x.values.at(-1))}. ${ends.join('; ')}.`;
}

const least = values => values.reduce((a, b) => Math.min(a, b));
const most = values => values.reduce((a, b) => Math.max(a, b));

function plotOptions(area, x, series, { log, zero, best, mark, read }) {
  const axis = {
    stroke: () => color('muted'), grid: { stroke: () => color('grid'), width: 1 }, ticks: { stroke: () => color('grid'), width: 1, size: 4 },
    font: '11px system-ui, sans-serif',
  };
  const whole = x.values.every(Number.isInteger);
  return {
    width: Math.max(200, area.clientWidth), height: 160,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: false, range: (u, from, to) => (from === to ? [from - 1, to + 1] : [from, to]) }, y: log ? { distr: 3 } : { range: (u, from, to) => spread(from, to, zero, best) } },
    axes: [
      { ...axis, size: 28, space: 38, incrs: whole ? WHOLE_STEPS : undefined, values: (u, at, axisIndex, space, step) => at.map(v => tickLabel(v, step)) },
      { ...axis, size: 50, values: (u, at, axisIndex, space, step) => at.map(v => (v === null ? '' : log ? short(v) : tickLabel(v, step))) },
    ],
    series: [{}, ...series.map(s => ({
      label: s.label, stroke: () => color(s.color), width: 1.75, dash: DASHES[s.dash ?? 'solid'], spanGaps: false,
      points: { show: x.values.length <= MOST_POINTS_WITH_DOTS, size: 4, fill: () => color(s.color) },
    }))],
    hooks: { draw: mark ? [u => drawMark(u, mark.x)] : [], setCursor: [u => read(u.cursor.idx)] },
  };
}

/** Room around the values, but none behind a value that they cannot pass; a constant has room too. */
function spread(from, to, zero = false, best = null) {
  if (from === null) {
    return [0, 1];
  }

  const room = to === from ? Math.abs(to) * 0.1 || 0.5 : (to - from) * 0.08;
  const [low, high] = [zero && from >= 0 ? 0 : from - room, to + room];
  if (best === null) {
    return [low, high];
  }

  // What stays at its best has room on the side where worse values are.
  return best >= to && (best > from || best > 0) ? [low, Math.min(high, best)] : [best <= from ? Math.max(low, best) : low, high];
}

function drawMark(u, at) {
  const left = Math.round(u.valToPos(at, 'x', true));
  const { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = color('muted');
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(left, bbox.top);
  ctx.lineTo(left, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
