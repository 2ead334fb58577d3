// How much of the objective each parameter explains.

const percent = share => `${(100 * share).toFixed(1)} %`;

function importanceTable({ objective, parameters, interactions }) {
  const longest = Math.max(1e-9, ...[...parameters, interactions].map(p => p.share + p.deviation));
  const bar = (p, extra) => h('div', { class: `importance ${extra}`, 'aria-hidden': 'true' },
    h('div', { class: 'share', style: `width: ${(100 * Math.max(0, p.share) / longest).toFixed(2)}%` }),
    h('div', { class: 'spread', style: `left: ${(100 * Math.max(0, p.share - p.deviation) / longest).toFixed(2)}%; width: ${(100 * (p.share + p.deviation - Math.max(0, p.share - p.deviation)) / longest).toFixed(2)}%` }));
  const row = (p, extra = '') => [p.key, { cell: bar(p, extra), class: 'bars' }, percent(p.share), percent(p.deviation)];
  charts.push({ title: `Importance for ${objective}`, parameters });
  return table('', ['parameter', 'share of the variance', 'share', 'sd over trees'], [...parameters.map(p => row(p)), row(interactions, 'rest')], { numbersFrom: 2, label: `Importance for ${objective}` });
}

function importanceSection() {
  const shown = sweep.importance.map(importance => [
    sweep.isSingle ? null : h('h3', {}, importance.objective),
    importance.reason ? note(importance.reason) : [importanceTable(importance), note(importance.trust)]]);
  const explained = sweep.importance.some(i => !i.reason)
    ? note('Share of the variance over the whole space that a parameter explains alone (functional analysis of variance of a random forest); the line on a bar is one standard deviation over its trees. Interactions: what only several together explain.') : null;
  return section('importance', 'Importance of the parameters', shown, explained);
}
