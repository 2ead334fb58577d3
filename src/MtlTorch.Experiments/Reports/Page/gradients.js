// How the tasks' gradients lie to each other, from the steps at which they were measured.

/** Each two tasks once, as numbers. */
const pairsOf = tasks => tasks.flatMap((_, i) => tasks.slice(i + 1).map((_, j) => [i, i + 1 + j]));

const MOST_PAIRS = 15;

/** Mean cosines of some steps [T][T]; of those in which neither task was silent. */
function meanCosines(steps, tasks) {
  return tasks.map((_, i) => tasks.map((_, j) => {
    const known = steps.map(line => line.gradients.cosines[i][j]).filter(cosine => cosine !== null);
    return known.length === 0 ? 0 : mean(known);
  }));
}

function cosineTable(steps, tasks, when) {
  const cosines = meanCosines(steps, tasks);
  return heatTable('Mean cosine', '', tasks, tasks, (i, j) => ({
    text: cosines[i][j].toFixed(2), shade: i === j ? null : cosines[i][j], title: `${tasks[i]} and ${tasks[j]}: mean cosine ${cosines[i][j].toFixed(4)} over ${plural(steps.length, 'step')}`,
  }), { label: `Mean cosine, ${when}` });
}

/** The heat map, with a slider through the epochs. */
function conflictMap(run, tasks) {
  const epochs = [...new Set(run.steps.map(line => line.epoch))];
  const choices = [['all epochs', run.steps], ...epochs.map(epoch => [`epoch ${epoch}`, run.steps.filter(line => line.epoch === epoch)])];
  const id = fresh('epoch');
  const place = h('div', { class: 'map' });
  const output = h('output', { for: id });
  const slider = h('input', { type: 'range', id, min: 0, max: choices.length - 1, step: 1, value: 0 });
  const show = () => {
    const [when, steps] = choices[slider.value];
    output.textContent = `${when}, ${plural(steps.length, 'step')}`;
    slider.setAttribute('aria-valuetext', when);
    place.replaceChildren(cosineTable(steps, tasks, when));
  };
  slider.addEventListener('input', show);
  show();
  charts.push({ title: 'Mean cosines', matrix: meanCosines(run.steps, tasks) });
  return h('figure', { class: tasks.length > 5 ? 'wide' : null }, h('figcaption', {}, 'Conflict map'), place,
    epochs.length > 1 ? h('p', { class: 'slider' }, h('label', { for: id }, 'Epoch '), slider, ' ', output) : null,
    note('Red: the gradients help each other. Blue: they point against each other.'));
}

/** The pairs that conflict most, if there are too many to draw. */
function chosenPairs(run, tasks) {
  const cosines = meanCosines(run.steps, tasks);
  return pairsOf(tasks).sort((a, b) => cosines[a[0]][a[1]] - cosines[b[0]][b[1]]).slice(0, MOST_PAIRS);
}

function gradientsSection(run) {
  if (run.steps.length === 0) {
    return null;
  }

  const tasks = run.steps[0].tasks;
  const x = { label: 'step', values: run.steps.map(line => line.step) };
  const norms = lineChart('Gradient norm per task', x, tasks.map((task, i) =>
    ({ label: task, values: column(run.steps, line => line.gradients.norms[i]), color: seriesColor(i), dash: seriesDash(i) })), { log: true });
  const condition = lineChart('Condition number', x, [{ label: 'condition number', values: column(run.steps, line => line.gradients.conditionNumber), color: 'accent' }], { log: true });
  const pairs = tasks.length < 2 ? [] : chosenPairs(run, tasks);
  const course = pairs.length === 0 ? null : lineChart(
    `Cosine of each pair${pairs.length < pairsOf(tasks).length ? `, the ${MOST_PAIRS} that conflict most` : ''}`, x,
    pairs.map(([i, j], k) => ({ label: `${tasks[i]}, ${tasks[j]}`, values: column(run.steps, line => line.gradients.cosines[i][j]), color: seriesColor(k), dash: seriesDash(k) })));
  const share = pairs.length === 0 ? null : lineChart('Share of conflicting pairs', x, [{ label: 'share', values: column(run.steps, line => line.gradients.conflictingPairs), color: 'accent' }], { zero: true, best: 1 });
  return section('gradients', 'Gradients of the tasks',
    note(`Measured at ${plural(run.steps.length, 'step')}${run.stride > 1 ? `, one in ${run.stride} of those that metrics.jsonl holds` : ''}: gradients of the shared parameters, before any weighting.`),
    h('div', { class: 'grid small' }, pairs.length > 0 ? conflictMap(run, tasks) : null, [norms, course, share, condition].filter(Boolean)));
}
