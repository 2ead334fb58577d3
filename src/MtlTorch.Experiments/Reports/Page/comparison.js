// Several runs side by side.

/** From so many runs on, names beside every point and under every chart hide what they name. */
const CROWD = 9;
const isCrowded = () => runs.length >= CROWD;

/** Names that tell the runs apart: the experiment's where those differ, else with the folder's. */
function labelRuns() {
  const counts = new Map();
  runs.forEach(run => counts.set(run.name, (counts.get(run.name) ?? 0) + 1));
  runs.forEach(run => { run.label = counts.get(run.name) === 1 ? run.name : `${run.name} ${run.id}`; });
}

const allTasks = () => [...new Set(runs.flatMap(run => run.tasks))];
const allMetrics = task => [...new Set(runs.filter(run => run.tasks.includes(task)).flatMap(run => metricsOf(run, task)))].sort((a, b) => (a === LOSS) - (b === LOSS));

/** A run that can describe the metric: an unfinished one cannot. */
const speaker = task => runs.find(run => run.details?.metrics?.[task]) ?? runs.find(run => run.tasks.includes(task));

const scoresOf = run => run.result.test ?? run.result.validation ?? null;

function comparisonHeader() {
  return h('header', {}, h('p', { class: 'eyebrow' }, 'MtlTorch comparison'), h('h1', {}, report.title), h('p', { class: 'folder' }, allTasks().join(', ')));
}

function runsSection() {
  return section('runs', 'Runs', table('', ['run', 'folder', 'status', 'epochs', 'best epoch', 'seconds', 'steps/s', 'parameters'], runs.map(run => [
    h('span', { class: 'key' }, h('span', { class: 'swatch', style: `background: var(--${seriesColor(run.index)})` }), run.label),
    h('code', {}, run.folder), statusMark(run.status), String(run.result.epochs ?? run.train.at(-1)?.epoch ?? MISSING), String(run.best ?? MISSING),
    run.result.seconds === undefined ? MISSING : run.result.seconds.toFixed(1), run.result.stepsPerSecond ? run.result.stepsPerSecond.toFixed(1) : MISSING,
    run.result.parameters ? grouped(run.result.parameters) : MISSING,
  ]), { numbersFrom: 3, label: 'Runs' }));
}

/** Final figures, a line per task and metric, a column per run; the best of a line is bold. */
function finalFigures() {
  const rows = allTasks().flatMap(task => allMetrics(task).map((metric, i) => {
    const values = runs.map(run => scoresOf(run)?.[task]?.[metric] ?? null);
    const known = values.filter(v => v !== null);
    const { higherIsBetter } = describe(speaker(task), task, metric);
    const best = known.length < 2 || higherIsBetter === null || known.every(v => v === known[0]) ? null : higherIsBetter ? most(known) : least(known);
    return known.length === 0 ? null : [{ cell: task, class: i > 0 ? 'repeated' : null }, metricLabel(speaker(task), task, metric), ...values.map(v => ({ cell: figure(v), class: best !== null && v === best ? 'best' : null }))];
  }).filter(Boolean));
  if (rows.length === 0) {
    return null;
  }

  const without = runs.filter(run => !run.result.test && run.result.validation).map(run => run.label);
  return section('figures', 'Final figures', table('', ['task', 'metric', ...runs.map(run => run.label)], rows, { numbersFrom: 2, label: 'Final figures' }),
    note('On the test split', without.length > 0 ? `; of ${without.join(', ')} on the validation split` : '', ', for the epoch that was best on the validation split. Bold: the best of a line; one run each says nothing about the spread over seeds.'));
}

const extraTables = () => report.tables.map((extra, i) => section(`table-${i + 1}`, extra.title, table('', extra.columns, extra.rows, { label: extra.title }), extra.note ? note(extra.note) : null));

/** One task's figure against another's, a point per run. */
function tradeOff() {
  const tasks = allTasks();
  if (tasks.length < 2 || runs.filter(scoresOf).length < 2) {
    return null;
  }

  const choose = (label, chosen) => h('label', {}, `${label} `, h('select', {}, tasks.map((task, i) => h('option', { value: task, selected: i === chosen }, task))));
  const [across, up] = [choose('Across', 0), choose('up', 1)];
  const place = h('div', {});
  const axis = task => `${task} ${metricLabel(speaker(task), task, allMetrics(task)[0])}`;
  const value = (run, task) => scoresOf(run)?.[task]?.[allMetrics(task)[0]] ?? null;
  const show = () => {
    const [x, y] = [across, up].map(label => label.querySelector('select').value);
    const old = charts.findIndex(chart => chart.tradeOff);
    if (old >= 0) {
      charts.splice(old, 1);
    }

    place.replaceChildren(scatterChart(`${x} and ${y}`, { x: axis(x), y: axis(y) },
      runs.filter(scoresOf).filter(run => value(run, x) !== null && value(run, y) !== null).map(run => ({ x: value(run, x), y: value(run, y), label: run.label, named: isCrowded() ? null : run.label, color: seriesColor(run.index), size: 6 }))) ?? note('No run has both tasks.'));
    charts.filter(chart => chart.points).at(-1).tradeOff = true;
  };
  [across, up].forEach(label => label.addEventListener('change', show));
  show();
  return section('trade-off', 'Trade-off', h('p', { class: 'choices' }, across, ' ', up), place);
}

/** Each run's own curve over the epochs of all. */
function overlay(title, pick, lines, options = {}) {
  const epochs = [...new Set(runs.flatMap(run => lines(run).map(line => line.epoch)))].sort((a, b) => a - b);
  const series = runs.map(run => ({ label: run.label, values: aligned(lines(run), epochs, pick), color: seriesColor(run.index), dash: seriesDash(run.index) }));
  return lineChart(title, { label: 'epoch', values: epochs }, series.filter(s => s.values.some(v => v !== null)), { ...options, foldLegend: isCrowded() });
}

function overlaidCurves() {
  return section('curves', 'Validation curves', allTasks().map(task => {
    const shown = allMetrics(task).map(metric => overlay(`${task} ${metricLabel(speaker(task), task, metric)}`, line => line.tasks[task]?.[metric], run => run.validation, { best: describe(speaker(task), task, metric).best })).filter(Boolean);
    return shown.length === 0 ? null : h('div', {}, h('h3', {}, task), h('div', { class: 'grid small' }, shown));
  }));
}

function times() {
  const chart = overlay('Seconds of training per epoch', line => line.seconds, run => run.train, { zero: true });
  return chart && section('time', 'Time', h('div', { class: 'grid small' }, chart));
}

/** The values in which the configurations differ. */
function differences() {
  const flat = runs.map(run => new Map(flatten(run.resolved ?? {})));
  const keys = [...new Set(flat.flatMap(map => [...map.keys()]))];
  const differing = keys.filter(key => new Set(flat.map(map => (map.has(key) ? JSON.stringify(map.get(key)) : 'none'))).size > 1);
  return section('differences', 'Differences of the configurations', differing.length === 0 ? note('The configurations are the same.') :
    table('', ['key', ...runs.map(run => run.label)], differing.map(key => [h('code', {}, key), ...flat.map(map => (map.has(key) ? h('code', {}, written(map.get(key))) : MISSING))]), { numbersFrom: runs.length + 1, label: 'Differences of the configurations' }));
}
