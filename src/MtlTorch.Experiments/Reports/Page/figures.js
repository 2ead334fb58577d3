// The head of a run's page: what it was, how it ended, how good it is.

const STATUS = { completed: 'completed', interrupted: 'interrupted', failed: 'failed', unfinished: 'not finished' };

const statusMark = status => h('span', { class: `status ${status}` }, STATUS[status] ?? status);

/** Seconds as people say them. */
function duration(seconds) {
  if (seconds === null || seconds === undefined) {
    return MISSING;
  }

  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${seconds.toFixed(1)} s`;
}

function runFacts(run) {
  const { result, environment } = run;
  const epochs = result.epochs ?? run.train.at(-1)?.epoch ?? 0;
  const planned = run.resolved?.trainer?.epochs;
  return [
    [planned ? `${epochs} of ${planned}` : epochs, 'epochs'],
    [run.best, 'best epoch'],
    [result.seconds === undefined ? null : duration(result.seconds), 'whole run'],
    [result.stepsPerSecond ? result.stepsPerSecond.toFixed(1) : null, 'steps per second'],
    [result.parameters ? grouped(result.parameters) : null, 'parameters'],
    [run.resolved?.balancing?.kind, 'balancing'],
    [run.resolved?.optimizer?.kind, 'optimizer'],
    [run.resolved?.seed, 'seed'],
    [environment ? `${environment.device}${environment.device === 'cpu' ? `, ${plural(environment.threads, 'thread')}` : ''}` : null, 'device'],
  ].filter(([value]) => value !== null && value !== undefined);
}

function runHeader(run) {
  return h('header', {},
    h('p', { class: 'eyebrow' }, 'MtlTorch run report'),
    h('h1', {}, run.name, ' ', statusMark(run.status)),
    h('p', { class: 'folder' }, run.folder),
    run.result.error ? h('p', { class: 'alert', role: 'alert' }, run.result.error) : null,
    run.status === 'unfinished' ? note('There is no result.json: the run goes on, or was cut off. Shown is what it has left so far.') : null,
    h('dl', { class: 'facts' }, runFacts(run).map(([value, label]) => h('div', {}, h('dt', {}, label), h('dd', {}, String(value))))));
}

/** A card per task with its main figure. */
function keyFigures(run) {
  const { test, validation, baseline } = run.result;
  const shown = test ?? validation;
  if (!shown) {
    return null;
  }

  return h('div', { class: 'cards' }, run.tasks.filter(task => shown[task] && metricsOf(run, task)[0] !== LOSS).map((task, i) => {
    const metric = metricsOf(run, task)[0];
    const beside = [[validation, 'validation'], [baseline, 'baseline']].filter(([scores]) => scores?.[task] && scores !== shown);
    return h('div', { class: 'card', style: `border-top-color: var(--${seriesColor(i)})` },
      h('h3', {}, task),
      h('p', { class: 'big' }, figure(shown[task][metric])),
      h('p', {}, `${metricLabel(run, task, metric)}, ${test ? 'test' : 'validation'}`),
      beside.map(([scores, name]) => h('p', { class: 'beside' }, `${name} ${figure(scores[task][metric])}`)));
  }));
}

/** All figures, a line per task and metric. */
function figuresTable(run) {
  const columns = [['test', run.result.test], ['validation', run.result.validation], ['baseline', run.result.baseline]].filter(([, scores]) => scores);
  if (columns.length === 0) {
    return null;
  }

  const rows = run.tasks.flatMap(task => metricsOf(run, task).filter(metric => columns.some(([, scores]) => scores[task]?.[metric] !== undefined)).map((metric, i) =>
    [{ cell: task, class: i > 0 ? 'repeated' : null }, metricLabel(run, task, metric), ...columns.map(([, scores]) => figure(scores[task]?.[metric]))]));
  return table('Figures', ['task', 'metric', ...columns.map(([name]) => name)], rows, { numbersFrom: 2 });
}

/** What linear models see in the features, or in the inputs, a line per probe. */
function probesTable(run) {
  const probes = Object.entries(run.result.probes ?? {});
  const columns = ['test', 'validation'].filter(split => probes.some(([, probe]) => probe[split] !== null));
  if (probes.length === 0) {
    return null;
  }

  const options = name => run.resolved?.probes?.[name] ?? {};
  const rows = probes.map(([name, probe]) => [name, options(name).target ?? name, options(name).on ?? MISSING, probe.metric, ...columns.map(split => figure(probe[split]))]);
  return table('Linear probes', ['probe', 'target', 'on', 'metric', ...columns], rows, { numbersFrom: 4 });
}

function figuresSection(run) {
  const whose = run.best ? `Figures belong to epoch ${run.best}, the best on the validation split.`
    : run.train.length > 0 ? 'Without a validation split the figures are those of the last epoch.' : 'Figures of what was made of models that were trained before.';
  const content = [keyFigures(run), figuresTable(run), probesTable(run)].filter(Boolean);
  return content.length === 0 ? null : section('figures', 'Figures', content,
    note(whose, run.result.baseline ? ' Baseline: the best prediction that knows nothing of the inputs, on the test split.' : ''));
}
