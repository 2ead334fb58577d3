// A sweep as the page uses it, and the head of its page.

const { sweep } = report;

const RAMP = 8;

if (sweep) {
  sweep.trials.forEach(trial => { trial.last = trial.curve.findLast(v => v !== null) ?? null; });
  sweep.byNumber = new Map(sweep.trials.map(trial => [trial.number, trial]));
  sweep.completed = sweep.trials.filter(trial => trial.status === 'completed');
  sweep.best = sweep.bestNumbers.map(number => sweep.byNumber.get(number));
  sweep.isSingle = sweep.objectives.length === 1;
}

const nameOf = objective => sweep.objectives[objective].name;

const isBetter = (objective, a, b) => (sweep.objectives[objective].higherIsBetter ? a > b : a < b);

/** Completed trials that have a value, the best first. */
const ranked = objective => sweep.completed.filter(t => t.objectives[objective] !== null && t.objectives[objective] !== undefined)
  .sort((a, b) => (isBetter(objective, a.objectives[objective], b.objectives[objective]) ? -1 : a.objectives[objective] === b.objectives[objective] ? a.number - b.number : 1));

/** Pruned trials have a value as well, that of their last epoch; with several objectives they have none. */
const prunedWithValue = () => sweep.trials.filter(t => t.status === 'pruned' && t.last !== null);

/** A shade for each of some trials by its place in a list: 0 for the first part, up to RAMP - 1. */
const shadesOf = list => new Map(list.map((trial, i) => [trial, Math.min(RAMP - 1, Math.floor(i * RAMP / list.length))]));

/** Items of each shade, the strongest drawn last. */
const byShade = (items, shades, pick) => Array.from({ length: RAMP }, (_, i) => RAMP - 1 - i).map(shade => ({ shade, items: items.filter(item => shades.get(pick(item)) === shade) })).filter(group => group.items.length > 0);

const valueText = (dimension, value) => (value === null ? 'not set' : dimension.values ? dimension.values[value] : short(value));

/** A figure as the command line prints it, and a small one with its first digits. */
const measured = value => (value !== null && value !== 0 && Math.abs(value) < 0.001 ? short(value) : figure(value));

const withSpread = (trial, i) => measured(trial.objectives[i]) + (trial.deviations[i] === undefined ? '' : ` \u00b1 ${Math.abs(trial.objectives[i]) < 0.001 ? short(trial.deviations[i]) : figure(trial.deviations[i])}`);

const pointText = trial => sweep.dimensions.map((d, i) => (trial.point[i] === null ? null : `${d.key} ${valueText(d, trial.point[i])}`)).filter(Boolean).join(', ');

/** A trial in one line, for whoever points at it. */
function trialText(trial) {
  const values = trial.status === 'completed' ? sweep.objectives.map((o, i) => `${o.name} ${withSpread(trial, i)}`).join(', ')
    : trial.last !== null ? `${trial.status}, last ${nameOf(0)} ${measured(trial.last)}` : trial.status;
  return `trial ${trial.number}: ${values}; ${pointText(trial)}`;
}

/** Links to the reports of a trial's runs. */
const runLinks = (trial, text = null) => trial.runs.map((run, i) => [i > 0 ? ' ' : null, h('a', { href: `${run.path}/report.html`, 'aria-label': `Report of trial ${trial.number}, ${run.name}` }, text ?? run.name)]);

/** One content for each objective, behind a choice where there are several. */
function perObjective(label, build) {
  if (sweep.isSingle) {
    return build(0);
  }

  const place = h('div', {});
  const choice = h('select', {}, sweep.objectives.map((o, i) => h('option', { value: i }, o.name)));
  const show = () => place.replaceChildren(...[build(Number(choice.value))].flat(Infinity).filter(Boolean));
  choice.addEventListener('change', show);
  show();
  return [h('p', { class: 'choices' }, h('label', {}, `${label} `, choice)), place];
}

const STATUSES = ['completed', 'pruned', 'running', 'waiting', 'failed'];

function sweepHeader() {
  const count = status => sweep.trials.filter(t => t.status === status).length;
  const facts = [
    [`${grouped(STATUSES.filter(s => s !== 'running' && s !== 'waiting').reduce((sum, s) => sum + count(s), 0))} of ${grouped(sweep.planned)}`, 'trials ended'],
    ...STATUSES.map(status => [count(status) > 0 ? grouped(count(status)) : null, status]),
    [sweep.span === null ? null : duration(sweep.span), sweep.remaining === null ? 'from first to last' : 'so far'], [duration(sweep.training), 'of training'], [sweep.remaining === null ? null : duration(sweep.remaining), 'to go, about'],
    [sweep.sampler, 'sampler'], [sweep.pruner, 'pruner'], [sweep.seeds > 1 ? sweep.seeds : null, 'seeds per trial'], [sweep.hypervolume === null ? null : measured(sweep.hypervolume), 'hypervolume'],
  ].filter(([value]) => value !== null);
  return h('header', {},
    h('p', { class: 'eyebrow' }, 'MtlTorch sweep report'),
    h('h1', {}, sweep.name),
    h('p', { class: 'folder' }, sweep.folder),
    h('p', {}, sweep.objectives.map(o => `${o.name}, ${o.higherIsBetter ? 'higher' : 'lower'} is better`).join('; ')),
    h('dl', { class: 'facts' }, facts.map(([value, label]) => h('div', {}, h('dt', {}, label), h('dd', {}, String(value))))));
}

const BEST_SHOWN = 5;

/** The best trials; with several objectives the whole front stands in its own section. */
function bestSection() {
  if (sweep.best.length === 0) {
    return section('best', 'Best trials', note(sweep.trials.length === 0 ? 'No trial has begun.' : 'No trial is completed, so there is no best one.'));
  }

  const shown = sweep.isSingle ? sweep.best.slice(0, BEST_SHOWN) : sweep.best;
  const rows = shown.map(trial => [`trial ${trial.number}`, ...sweep.objectives.map((_, i) => withSpread(trial, i)), ...sweep.dimensions.map((d, i) => (trial.point[i] === null ? '' : valueText(d, trial.point[i]))),
    trial.runs.length > 0 ? h('span', {}, runLinks(trial)) : MISSING]);
  const first = shown[0];
  return section('best', 'Best trials',
    sweep.isSingle ? h('div', { class: 'cards' }, h('div', { class: 'card chosen' }, h('h3', {}, `Trial ${first.number}`), h('p', { class: 'big' }, measured(first.objectives[0])),
      h('p', {}, nameOf(0), first.deviations.length > 0 ? ` \u00b1 ${measured(first.deviations[0])} over ${sweep.seeds} seeds` : ''), h('p', {}, 'In ', h('code', {}, first.folder)))) : null,
    table('', ['', ...sweep.objectives.map(o => o.name), ...sweep.dimensions.map(d => d.key), 'reports'], rows, { label: 'Best trials' }),
    sweep.isSingle ? null : note('The Pareto front: no other trial is better in one objective without being worse in another.'));
}
