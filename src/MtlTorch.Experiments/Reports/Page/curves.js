// How the training went, epoch by epoch.

const epochsOf = lines => ({ label: 'epoch', values: lines.map(line => line.epoch) });

/** A vertical line at the epoch whose weights count. */
const bestMark = run => (run.best ? { mark: { x: run.best, label: `best epoch ${run.best}` } } : {});

/** Values of some lines at other lines' epochs, null where there is none. */
function aligned(lines, epochs, pick) {
  const byEpoch = new Map(lines.map(line => [line.epoch, line]));
  return epochs.map(epoch => (byEpoch.has(epoch) ? pick(byEpoch.get(epoch)) ?? null : null));
}

function taskCurves(run, task, index) {
  const x = epochsOf(run.train);
  const at = x.values;
  const hue = seriesColor(index);
  const loss = lineChart(`${task} loss`, x, [
    { label: 'train', values: column(run.train, line => line.tasks[task]?.loss), color: 'muted', dash: 'dashed' },
    ...(run.validation.length > 0 ? [{ label: 'validation', values: aligned(run.validation, at, line => line.tasks[task]?.loss), color: hue }] : []),
  ], { ...bestMark(run), best: 0 });
  const others = metricsOf(run, task).filter(metric => metric !== LOSS).map(metric => lineChart(
    `${task} ${metricLabel(run, task, metric)}`, epochsOf(run.validation),
    [{ label: 'validation', values: column(run.validation, line => line.tasks[task]?.[metric]), color: hue }], { ...bestMark(run), best: describe(run, task, metric).best }));
  return h('div', {}, h('h3', {}, task), h('div', { class: 'grid small' }, loss, others.filter(Boolean)));
}

function curvesSection(run) {
  if (run.train.length === 0) {
    return null;
  }

  return section('curves', 'Learning curves', run.tasks.map((task, i) => taskCurves(run, task, i)),
    note('Training losses are means over the steps of an epoch, taken while the weights change; validation figures are those of the weights at its end.'));
}

/** The weights of the tasks: of measured steps where there are some, else of the last step of each epoch. */
function weightsChart(run) {
  const steps = run.steps.filter(line => line.weights);
  const lines = steps.length > 1 ? steps : run.train.filter(line => line.weights);
  const x = steps.length > 1 ? { label: 'step', values: steps.map(line => line.step) } : epochsOf(lines);
  return lineChart('Weights of the tasks', x, run.tasks.map((task, i) =>
    ({ label: task, values: column(lines, line => line.weights[task]), color: seriesColor(i), dash: seriesDash(i) })), { zero: true });
}

/** What regularizers count as penalties, at the end of each epoch. */
function penaltiesChart(run) {
  const lines = run.train.filter(line => line.penalties);
  const names = [...new Set(lines.flatMap(line => Object.keys(line.penalties)))];
  return names.length === 0 ? null : lineChart('Penalties', epochsOf(lines), names.map((name, i) =>
    ({ label: name, values: column(lines, line => line.penalties[name]), color: seriesColor(i), dash: seriesDash(i) })), { zero: true });
}

function courseSection(run) {
  if (run.train.length === 0) {
    return null;
  }

  const x = epochsOf(run.train);
  const rule = run.resolved?.trainer?.select;
  const score = lineChart(`Selection score${rule ? ` (${rule})` : ''}`, epochsOf(run.validation),
    [{ label: 'validation', values: column(run.validation, line => line.score), color: 'accent' }], bestMark(run));
  const rate = lineChart('Learning rate', x, [{ label: 'last step of the epoch', values: column(run.train, line => line.learningRate), color: 'accent' }], { zero: true });
  const time = lineChart('Seconds per epoch', x, [
    { label: 'train', values: column(run.train, line => line.seconds), color: 'muted', dash: 'dashed' },
    ...(run.validation.length > 0 ? [{ label: 'validation', values: aligned(run.validation, x.values, line => line.seconds), color: 'accent' }] : []),
  ], { zero: true });
  return section('course', 'Weights, rate and time', h('div', { class: 'grid small' }, weightsChart(run), penaltiesChart(run), score, rate, time));
}
