// Charts of single points, as SVG: what is predicted against what is true, one task against another.

const FRAME = { width: 340, height: 280, left: 60, right: 12, top: 10, bottom: 38 };

/** Steps of 1, 2 or 5 times a power of ten. */
function ticks(from, to, count = 5) {
  const raw = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= raw);
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * A scatter chart.
 * axes      { x, y }: labels
 * points    [{ x, y, label, color, size, faint, named }]; a name stands beside its point
 * options   { diagonal, range: [from, to] for both axes, bars: [{ from, to, share }] along x, line: join the points }
 */
function scatterChart(title, axes, points, options = {}) {
  const shown = points.filter(p => Number.isFinite(p.x) && Number.isFinite(p.y));
  if (shown.length === 0) {
    return null;
  }

  charts.push({ title, points: shown.map(({ x, y, label }) => ({ x, y, label })) });
  const [xs, ys] = [shown.map(p => p.x), shown.map(p => p.y)];
  const both = options.range ?? (options.diagonal ? spread(least([...xs, ...ys]), most([...xs, ...ys])) : null);
  const [xRange, yRange] = [both ?? spread(least(xs), most(xs)), both ?? spread(least(ys), most(ys))];
  const { width, height, left, right, top, bottom } = FRAME;
  const toX = value => left + (value - xRange[0]) / (xRange[1] - xRange[0]) * (width - left - right);
  const toY = value => height - bottom - (value - yRange[0]) / (yRange[1] - yRange[0]) * (height - top - bottom);
  const chart = h('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'scatter', tabindex: '0', 'aria-label': `${title}. Scatter chart of ${plural(shown.length, 'point')}; across ${axes.x}, from ${short(least(xs))} to ${short(most(xs))}; up ${axes.y}, from ${short(least(ys))} to ${short(most(ys))}.` },
    ticks(...xRange).map((v, i, at) => [
      h('line', { class: 'gridline', x1: toX(v), x2: toX(v), y1: top, y2: height - bottom }),
      h('text', { x: toX(v), y: height - bottom + 14, 'text-anchor': 'middle' }, tickLabel(v, at[1] - at[0]))]),
    ticks(...yRange).map((v, i, at) => [
      h('line', { class: 'gridline', x1: left, x2: width - right, y1: toY(v), y2: toY(v) }),
      h('text', { x: left - 6, y: toY(v) + 4, 'text-anchor': 'end' }, tickLabel(v, at[1] - at[0]))]),
    h('text', { class: 'axis', x: (left + width - right) / 2, y: height - 6, 'text-anchor': 'middle' }, axes.x),
    h('text', { class: 'axis', transform: `translate(12 ${(top + height - bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, axes.y),
    (options.bars ?? []).map(bar => h('rect', { class: 'bar', x: toX(bar.from) + 0.5, width: toX(bar.to) - toX(bar.from) - 1, y: toY(yRange[0]) - bar.share * (height - top - bottom), height: bar.share * (height - top - bottom) })),
    options.diagonal ? h('line', { class: 'diagonal', x1: toX(both[0]), y1: toY(both[0]), x2: toX(both[1]), y2: toY(both[1]) }) : null,
    options.line ? h('path', { class: 'joined', d: shown.map((p, i) => `${i === 0 ? 'M' : 'L'}${toX(p.x)} ${toY(p.y)}`).join('') }) : null,
    shown.map(p => h('circle', { cx: toX(p.x), cy: toY(p.y), r: p.size ?? 4, style: `fill: var(--${p.color ?? 'series-1'})`, class: p.faint ? 'faint' : null }, h('title', {}, `${p.label ? `${p.label}: ` : ''}${axes.x} ${short(p.x)}, ${axes.y} ${short(p.y)}`))),
    shown.filter(p => p.named).map(p => h('text', { class: 'name', x: toX(p.x) + (toX(p.x) > width * 0.7 ? -8 : 8), y: toY(p.y) + 4, 'text-anchor': toX(p.x) > width * 0.7 ? 'end' : 'start' }, p.named)));
  const data = () => table(title, [...(shown[0].label ? ['point'] : []), axes.x, axes.y], shown.map(p => [...(p.label ? [p.label] : []), short(p.x), short(p.y)]), { numbersFrom: shown[0].label ? 1 : 0 });
  return h('figure', { class: 'square' }, h('figcaption', {}, title), chart, folded('Values', data));
}
