// What belongs to a line chart beside its lines: the legend, the keyboard, size and colors.

/** The legend. From three series on its entries are buttons that hide and show a line. */
function makeLegend(entry, series) {
  return h('div', { class: 'legend' }, series.map((s, i) => {
    const sample = h('svg', { width: 22, height: 8, 'aria-hidden': 'true' },
      h('line', { x1: 0, y1: 4, x2: 22, y2: 4, style: `stroke: var(--${s.color}); stroke-width: 2.5; stroke-dasharray: ${DASHES[s.dash ?? 'solid'].join(' ')}` }));
    if (series.length < 3) {
      return h('span', {}, sample, s.label);
    }

    const button = h('button', { type: 'button', 'aria-pressed': 'true' }, sample, s.label);
    button.addEventListener('click', () => {
      const shown = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(shown));
      entry.plot.setSeries(i + 1, { show: shown });
    });
    return button;
  }));
}

/** Arrow keys, Home and End move the cursor from value to value; what is there is read out. */
function walk(event, { plot, x }) {
  const last = x.length - 1;
  const at = plot.cursor.idx;
  const target = { ArrowLeft: at === null ? last : at - 1, ArrowRight: at === null ? 0 : at + 1, Home: 0, End: last }[event.key];
  if (target === undefined) {
    return;
  }

  event.preventDefault();
  const index = Math.min(last, Math.max(0, target));
  plot.setCursor({ left: plot.valToPos(x[index], 'x'), top: plot.bbox.height / devicePixelRatio / 2 });
}

/** Charts are drawn once they are on the page, and again when their place or the colors change. */
function drawCharts() {
  const observer = new ResizeObserver(entries => entries.forEach(({ target }) => fit(target)));
  for (const entry of charts.filter(c => c.make)) {
    entry.make();
    const area = entry.plot.root.parentElement;
    area.chart = entry;
    observer.observe(area);
  }
}

function fit(area) {
  const { plot } = area.chart;
  if (area.clientWidth > 0 && Math.abs(area.clientWidth - plot.width) > 1) {
    plot.setSize({ width: area.clientWidth, height: plot.height });
  }
}

const redrawCharts = () => charts.forEach(({ plot }) => plot?.redraw(true, true));
