// The objective against each parameter.

const GOLDEN = 0.6180339887;

/** Points of one choice lie beside each other; always at the same place, by the number of the trial. */
const jitter = (dimension, value, trial) => (dimension.values ? value + (trial.number * GOLDEN % 1 - 0.5) * 0.6 : value);

/** What the charts against an objective have in common: its axis, and the trials that have a value. */
function objectiveAxis(objective) {
  const done = ranked(objective).map(trial => ({ trial, value: trial.objectives[objective] }));
  const cut = sweep.isSingle ? prunedWithValue().map(trial => ({ trial, value: trial.last })) : [];
  const known = done.length > 0 ? done : cut;
  if (known.length === 0) {
    return null;
  }

  const range = objectiveRange(known.map(d => d.value), sweep.objectives[objective].higherIsBetter);
  return { done, cut, outside: range.outside, axis: { label: nameOf(objective), scale: linearScale(range.from, range.to) } };
}

const outsideNote = count => (count > 0 ? note(`${plural(count, 'trial')} with values far worse than the others' ${count === 1 ? 'is' : 'are'} drawn at the edge of the charts.`) : null);

function slice(dimension, index, { done, cut, axis }) {
  const items = list => list.filter(d => d.trial.point[index] !== null).map(d => ({ x: jitter(dimension, d.trial.point[index], d.trial), y: d.value, trial: d.trial, text: () => trialText(d.trial) }));
  const [main, faint] = [items(done), items(cut)];
  if (main.length + faint.length === 0) {
    return null;
  }

  const scale = scaleOf(dimension);
  const later = shadesOf([...main].sort((a, b) => b.trial.number - a.trial.number).map(item => item.trial));
  const draw = place => {
    const at = list => dots(list.map(item => [place.x(item.x), place.y(item.y)]));
    return [
      faint.length > 0 ? h('path', { class: 'dot cut', d: at(faint) }) : null,
      byShade(main, later, item => item.trial).map(group => h('path', { class: `dot shade-${group.shade}`, d: at(group.items) })),
      main.length > 0 && main[0].trial === done[0].trial ? h('path', { class: 'dot first', d: at([main[0]]) }) : null];
  };
  const unset = done.length + cut.length - main.length - faint.length;
  return frameChart(dimension.key, { x: { label: dimension.key, scale }, y: axis }, draw, [...main, ...faint], {
    frame: frameFor(scale, dimension.values ?? []), walk: main.length > 0 ? main : faint,
    values: () => table('', ['trial', dimension.key, axis.label, 'status'], [...main, ...faint].map(item => [String(item.trial.number), valueText(dimension, item.trial.point[index]), measured(item.y), item.trial.status]), { label: dimension.key }),
    note: unset > 0 ? note(`Not set in ${plural(unset, 'trial')}.`) : null,
  });
}

/** The most important parameter first, where importance is known. */
function slicesOf(objective) {
  const shown = objectiveAxis(objective);
  if (!shown) {
    return [note('No trial has a value.')];
  }

  const shares = new Map(sweep.importance[objective].parameters.map(p => [p.key, p.share]));
  const order = sweep.dimensions.map((dimension, index) => ({ dimension, index })).sort((a, b) => (shares.get(b.dimension.key) ?? 0) - (shares.get(a.dimension.key) ?? 0) || a.index - b.index);
  return [h('div', { class: 'grid' }, order.map(({ dimension, index }) => slice(dimension, index, shown)).filter(Boolean)), outsideNote(shown.outside)];
}

function slicesSection() {
  if (sweep.completed.length === 0 && prunedWithValue().length === 0) {
    return null;
  }

  return section('slices', 'Slices', perObjective('Objective', slicesOf),
    note('A point per trial, the stronger its color the later it was chosen; orange the best.', sweep.isSingle && prunedWithValue().length > 0 ? ' Faint: pruned, at the value of the last epoch.' : ''));
}
