// Puts the page together: parts, table of contents, light and dark, printing.

/** A part that cannot be drawn must not take the others with it. */
function attempt(part) {
  try {
    return part();
  } catch (error) {
    console.error(error);
    return h('p', { class: 'alert' }, `A part of this page could not be drawn: ${error.message}`);
  }
}

const HEADERS = { run: () => runHeader(runs[0]), comparison: () => comparisonHeader(), sweep: () => sweepHeader() };

const PARTS = {
  run: () => [...(report.tables.length > 0 ? [extraTables] : []), figuresSection, curvesSection, courseSection, gradientsSection, predictionsSection, unitsSection, filtersSection, settingsSection, environmentSection].map(part => () => part(runs[0])),
  comparison: () => [...(report.tables.length > 0 ? [extraTables] : []), runsSection, finalFigures, tradeOff, overlaidCurves, times, differences],
  sweep: () => [bestSection, paretoSection, parallelSection, importanceSection, slicesSection, historySection, trialCurvesSection, timelineSection, trialsSection, failuresSection],
};

function contents(parts) {
  return h('nav', { 'aria-label': 'Contents' }, h('ol', {}, parts.filter(part => part.id).map(part =>
    h('li', {}, h('a', { href: `#${part.id}` }, part.querySelector('h2').textContent)))));
}

const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';

function themeButton() {
  const button = h('button', { type: 'button', class: 'theme' });
  const label = () => { button.textContent = isDark() ? 'Light colors' : 'Dark colors'; };
  button.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    label();
    redrawCharts();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    label();
    redrawCharts();
  });
  label();
  return button;
}

/** Paper is white and has a width of its own: canvases are drawn anew for it, and again for the screen. */
function preparePrinting() {
  const THIRD_OF_A4 = 220;
  let theme;
  addEventListener('beforeprint', () => {
    theme = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = 'light';
    charts.forEach(({ plot }) => plot?.setSize({ width: THIRD_OF_A4, height: plot.height }));
    redrawCharts();
  });
  addEventListener('afterprint', () => {
    delete document.documentElement.dataset.theme;
    if (theme) {
      document.documentElement.dataset.theme = theme;
    }

    charts.forEach(({ plot }) => plot && fit(plot.root.parentElement));
    redrawCharts();
  });
}

document.body.append(probe);
labelRuns();
const parts = PARTS[report.kind]().flatMap(part => attempt(part)).filter(Boolean);
const missing = typeof uPlot === 'undefined' && report.kind !== 'sweep'
  ? h('p', { class: 'alert' }, 'This page was written without its chart library, so curves stand as tables. Install npm, delete the folder artifacts of MtlTorch, and call mtl report: it builds again and draws them.') : null;
document.body.append(
  h('a', { class: 'skip', href: '#main' }, 'To the content'),
  h('div', { class: 'page' },
    h('aside', {}, contents(parts), themeButton()),
    h('main', { id: 'main' }, HEADERS[report.kind](), missing, parts,
      h('footer', {}, `MtlTorch ${report.version}`))));
drawCharts();
preparePrinting();
if (report.kind === 'run') {
  document.title = `${runs[0].name} \u2013 ${report.title}`;
}

window.mtlReport = { charts, report };
