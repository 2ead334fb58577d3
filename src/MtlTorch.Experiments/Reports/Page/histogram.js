// How many of something lie where, as bars.

/**
 * A histogram.
 * axes        { x, y }: labels; y says what is counted
 * histogram   { from, to, counts }: bins of the same width
 * options     { mark: { at, label }: a line across, edge: how an edge of a bin is written }
 */
function histogramChart(title, axes, { from, to, counts }, { mark = null, edge = short } = {}) {
  charts.push({ title, bars: counts, from, to, mark: mark?.at ?? null });
  const { width, height, left, right, top, bottom } = FRAME;

  // A mark's label stands above the bars.
  const fullest = Math.max(1, most(counts)) * (mark ? 1.1 : 1);
  const edgeOf = i => from + (to - from) * i / counts.length;
  const toX = value => left + (value - from) / (to - from) * (width - left - right);
  const toY = count => height - bottom - count / fullest * (height - top - bottom);
  const bin = i => `${edge(edgeOf(i))} to ${edge(edgeOf(i + 1))}`;
  const nearEnd = mark && toX(mark.at) > width * 0.7;
  const chart = h('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'scatter', tabindex: '0', 'aria-label': `${title}. Histogram of ${grouped(counts.reduce((a, b) => a + b, 0))} ${axes.y}; across ${axes.x}, from ${edge(from)} to ${edge(to)}${mark ? `; ${mark.label} marked` : ''}.` },
    ticks(from, to).map((v, i, at) => [
      h('line', { class: 'gridline', x1: toX(v), x2: toX(v), y1: top, y2: height - bottom }),
      h('text', { x: toX(v), y: height - bottom + 14, 'text-anchor': 'middle' }, edge === short ? tickLabel(v, at[1] - at[0]) : edge(v))]),
    ticks(0, fullest).filter(Number.isInteger).map(v => [
      h('line', { class: 'gridline', x1: left, x2: width - right, y1: toY(v), y2: toY(v) }),
      h('text', { x: left - 6, y: toY(v) + 4, 'text-anchor': 'end' }, grouped(v))]),
    h('text', { class: 'axis', x: (left + width - right) / 2, y: height - 6, 'text-anchor': 'middle' }, axes.x),
    h('text', { class: 'axis', transform: `translate(12 ${(top + height - bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, axes.y),
    counts.map((count, i) => count === 0 ? null : h('rect', { class: 'column', x: toX(edgeOf(i)) + 0.5, width: Math.max(1, toX(edgeOf(i + 1)) - toX(edgeOf(i)) - 1), y: toY(count), height: height - bottom - toY(count) },
      h('title', {}, `${bin(i)}: ${grouped(count)} ${axes.y}`))),
    mark ? [
      h('line', { class: 'mark', x1: toX(mark.at), x2: toX(mark.at), y1: top, y2: height - bottom }),
      h('text', { class: 'name', x: toX(mark.at) + (nearEnd ? -6 : 6), y: top + 10, 'text-anchor': nearEnd ? 'end' : 'start' }, mark.label)] : null);
  const data = () => table(title, [axes.x, axes.y], counts.map((count, i) => [bin(i), grouped(count)]));
  return h('figure', { class: 'square' }, h('figcaption', {}, title), chart, folded('Values', data));
}
