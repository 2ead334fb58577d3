// The runs as the page uses them: the lines of metrics.jsonl sorted by what they tell, and how to read each metric.

const report = JSON.parse(document.getElementById('data').textContent);

const LOSS = 'loss';

/** The last line for each key, in the order of the keys: a resumed run may tell of an epoch or a step twice. */
function latest(lines, key) {
  const byKey = new Map(lines.map(line => [line[key], line]));
  return [...byKey.values()].sort((a, b) => a[key] - b[key]);
}

function prepare(run, index) {
  const train = latest(run.metrics.filter(line => line.split === 'train'), 'epoch');
  const validation = latest(run.metrics.filter(line => line.split === 'validation'), 'epoch');
  const steps = latest(run.metrics.filter(line => line.gradients), 'step');
  const folder = run.folder.replaceAll('\\', '/').replace(/\/+$/, '').split('/');
  const result = run.result ?? {};
  const best = result.bestEpoch ?? validation.findLast(line => line.best)?.epoch ?? null;
  return {
    ...run, index, train, validation, steps, result, best,
    name: run.resolved?.name ?? folder.at(-1),
    id: folder.at(-1),
    status: run.result?.status ?? 'unfinished',
    tasks: Object.keys(run.resolved?.tasks ?? train.at(-1)?.tasks ?? result.test ?? {}),
  };
}

const runs = report.runs.map(prepare);

/** Names of a task's metrics, the main one first, the loss last. */
function metricsOf(run, task) {
  const described = run.details?.metrics?.[task]?.map(metric => metric.name) ?? [];
  const seen = [...run.validation.map(line => line.tasks), run.result.validation, run.result.test].flatMap(tasks => Object.keys(tasks?.[task] ?? {}));
  return [...new Set([...described, ...seen.filter(name => name !== LOSS), LOSS])];
}

/** For runs without details.json, which did not come to their end: the value of a perfect prediction. */
const PERFECT = { [LOSS]: 0, accuracy: 1, precision: 1, recall: 1, f1: 1, r2: 1, rmse: 0, mae: 0 };

/** How to read a metric: its unit, the value of a perfect prediction, whether more is better; null where nobody says. */
function describe(run, task, metric) {
  const told = run.details?.metrics?.[task]?.find(m => m.name === metric);
  const best = told?.best ?? PERFECT[metric] ?? null;
  return { unit: told?.unit ?? null, best, higherIsBetter: metric === LOSS ? false : told?.higherIsBetter ?? (best === null ? null : best === 1) };
}

/** "accuracy", or "rmse (pixels)". */
function metricLabel(run, task, metric) {
  const { unit } = describe(run, task, metric);
  return unit ? `${metric} (${unit})` : metric;
}

/** Values of one figure over lines, null where a line has none. */
const column = (lines, pick) => lines.map(line => pick(line) ?? null);

const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A configuration as one line per value: "trainer.epochs" -> 6. */
function flatten(value, path = '') {
  if (value === null || typeof value !== 'object') {
    return [[path, value]];
  }

  const entries = Object.entries(value);
  if (entries.length === 0 || (Array.isArray(value) && value.every(v => v === null || typeof v !== 'object'))) {
    return [[path, value]];
  }

  return entries.flatMap(([key, inner]) => flatten(inner, Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key));
}
