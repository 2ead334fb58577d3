// Charts of many points or lines, as SVG with few elements: a thousand trials are drawn as one path for each color.

const SMALL_FRAME = { width: 340, height: 230, left: 56, right: 12, top: 10, bottom: 38 };
const WIDE_FRAME = { wide: true, width: 960, height: 300, left: 60, right: 16, top: 10, bottom: 38 };

/** From so many points on they are small. */
const MANY = 300;

/** Dots at the ends of an axis are not cut in two. */
const EDGE = 6;

/** Choices whose names do not fit beside each other. */
const SLANTED_FRAME = { ...SMALL_FRAME, height: 282, bottom: 90, slanted: true };
const STEEP_FRAME = { ...SMALL_FRAME, height: 316, bottom: 124, slanted: true };
const SLANTED_LETTERS = 17;
const STEEP = 8;
const LETTER = 6.5;

const frameFor = ({ slots }, labels) => (slots && labels.some(label => label.length * LETTER > (SMALL_FRAME.width - SMALL_FRAME.left - SMALL_FRAME.right) / slots) ? (slots > STEEP ? STEEP_FRAME : SLANTED_FRAME) : SMALL_FRAME);

/** Dots as one path: a line of no length has round ends. */
const dots = points => points.map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join('');

const polyline = points => points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/**
 * A chart with two axes, read by pointer and keyboard.
 * axes      { x, y }: { label, scale }
 * draw      gets { x, y }, functions from values to places; gives SVG elements
 * items     [{ x, y, text, trial }]: what can be pointed at; text is a function
 * options   { frame, walk: items that the arrow keys visit, outline: item -> points of a line that stands out, values: () -> table, note }
 */
function frameChart(title, axes, draw, items, { frame = SMALL_FRAME, walk = items, outline = null, values = null, note: remark = null } = {}) {
  const { width, height, left, right, top, bottom } = frame;
  const place = {
    x: value => left + EDGE + axes.x.scale.share(value) * (width - left - right - 2 * EDGE),
    y: value => height - bottom - clamp(axes.y.scale.share(value), 0, 1) * (height - top - bottom),
  };
  charts.push({ title, items });
  const mark = h('g', { class: 'pointed' });
  const chart = h('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: `scatter${frame.wide ? ' wide' : ''}${items.length > MANY ? ' many' : ''}`, tabindex: '0', 'aria-label': `${title}. ${plural(items.length, 'point')}; across ${axes.x.label}, up ${axes.y.label}. Arrow keys read the values.` },
    axisLines(axes, frame, place), draw(place), mark);
  const said = h('p', { class: 'said', 'aria-live': 'polite' });
  const show = item => {
    said.textContent = item ? item.text() : '';
    mark.replaceChildren(...(item ? [outline ? h('path', { class: 'outlined', d: polyline(outline(item, place)) }) : null, h('circle', { cx: place.x(item.x), cy: place.y(item.y), r: 6 })].filter(Boolean) : []));
  };
  readable(chart, frame, items.map(item => ({ item, x: place.x(item.x), y: place.y(item.y) })), walk, show);
  return h('figure', { class: frame.wide ? 'broad' : frame.large ? 'large' : null }, h('figcaption', {}, title), frame.wide ? h('div', { class: 'scroll' }, chart) : chart, said, remark, values ? folded('Values', values) : null);
}

function axisLines({ x, y }, { width, height, left, right, top, bottom, slanted = false }, place) {
  const below = at => (slanted ? { transform: `translate(${place.x(at) + 4} ${height - bottom + 12}) rotate(${x.scale.slots > STEEP ? -90 : -38})`, 'text-anchor': 'end' } : { x: place.x(at), y: height - bottom + 14, 'text-anchor': 'middle' });
  return [
    x.scale.ticks(width > 500 ? 9 : 4).map(({ at, label }) => [
      h('line', { class: 'gridline', x1: place.x(at), x2: place.x(at), y1: top, y2: height - bottom }),
      h('text', below(at), shortened(label, SLANTED_LETTERS), label.length > SLANTED_LETTERS ? h('title', {}, label) : null)]),
    y.scale.ticks(5).map(({ at, label }) => [
      h('line', { class: 'gridline', x1: left, x2: width - right, y1: place.y(at), y2: place.y(at) }),
      h('text', { x: left - 6, y: place.y(at) + 4, 'text-anchor': 'end' }, (y.scale.slots ? abbreviated : shortened)(label, Math.max(12, Math.floor((left - 14) / LETTER))))]),
    h('text', { class: 'axis', x: (left + width - right) / 2, y: height - 6, 'text-anchor': 'middle' }, x.label),
    h('text', { class: 'axis', transform: `translate(12 ${(top + height - bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, abbreviated(y.label, 34)),
  ];
}

const REACH = 40;

/** Pointer and arrow keys choose among places; what is chosen is shown. */
function readable(chart, { width, height }, places, walk, show) {
  let at = -1;
  chart.addEventListener('pointermove', event => {
    const box = chart.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width * width, (event.clientY - box.top) / box.height * height];
    let [nearest, distance] = [null, REACH ** 2];
    for (const candidate of places) {
      const away = (candidate.x - x) ** 2 + (candidate.y - y) ** 2;
      if (away < distance) {
        [nearest, distance] = [candidate, away];
      }
    }

    show(nearest?.item ?? null);
  });
  chart.addEventListener('pointerleave', () => show(null));
  chart.addEventListener('blur', () => show(null));
  chart.addEventListener('keydown', event => {
    const target = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: walk.length - 1 }[event.key];
    if (target === undefined || walk.length === 0) {
      return;
    }

    event.preventDefault();
    at = clamp(target, 0, walk.length - 1);
    show(walk[at]);
  });
}
