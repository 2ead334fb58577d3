// How the sweep came to its best, and the learning curves of its trials.

function historyOf(objective) {
  const shown = objectiveAxis(objective);
  if (!shown) {
    return note('No trial has a value.');
  }

  const byNumber = [...shown.done].sort((a, b) => a.trial.number - b.trial.number);
  const items = list => list.map(d => ({ x: d.trial.number, y: d.value, trial: d.trial, text: () => trialText(d.trial) }));
  const [main, faint] = [items(byNumber), items(shown.cut)];
  const steps = [];
  for (const item of main) {
    if (steps.length === 0 || isBetter(objective, item.y, steps.at(-1).y)) {
      steps.push(item);
    }
  }

  const last = sweep.trials.at(-1).number;
  const draw = place => {
    const at = list => dots(list.map(item => [place.x(item.x), place.y(item.y)]));
    const stairs = steps.flatMap((item, i) => [[place.x(item.x), place.y(item.y)], [place.x(i + 1 < steps.length ? steps[i + 1].x : last), place.y(item.y)]]);
    return [faint.length > 0 ? h('path', { class: 'dot cut', d: at(faint) }) : null, main.length > 0 ? h('path', { class: 'dot shade-3', d: at(main) }) : null, steps.length > 0 ? h('path', { class: 'line first', d: polyline(stairs) }) : null];
  };
  return [frameChart(`${nameOf(objective)} by trial`, { x: { label: 'trial', scale: linearScale(Math.min(1, last - 1), last) }, y: shown.axis }, draw, [...main, ...faint], {
    frame: WIDE_FRAME, walk: main.length > 0 ? main : faint,
    values: () => table('', ['trial', nameOf(objective), 'best so far'], main.map(item => [String(item.trial.number), measured(item.y), measured(steps.findLast(s => s.x <= item.x).y)]), { label: 'History' }),
  }), outsideNote(shown.outside)];
}

function historySection() {
  if (sweep.completed.length === 0) {
    return null;
  }

  return section('history', 'History', perObjective('Objective', historyOf), note('A point per completed trial; the line is the best so far.', prunedWithValue().length > 0 ? ' Faint: pruned, at the value of the last epoch.' : ''));
}

/** Epoch of an element of a curve: of long curves of many trials every n-th epoch is in the page, and the last. */
const epochAt = (trial, i) => (i === trial.curve.length - 1 ? trial.epochs : 1 + i * sweep.curveStride);

function curvesOfTrials() {
  const trials = sweep.trials.filter(t => t.curve.some(v => v !== null));
  if (trials.length === 0) {
    return null;
  }

  const known = trials.flatMap(t => t.curve.filter(v => v !== null));
  const range = objectiveRange(known, sweep.objectives[0].higherIsBetter);
  const best = ranked(0).filter(t => trials.includes(t));
  const shades = shadesOf(best);
  const others = trials.filter(t => t.status !== 'completed');
  const pointsOf = trial => trial.curve.map((y, i) => ({ x: epochAt(trial, i), y, trial, text: () => `epoch ${epochAt(trial, i)}: ${measured(y)}; ${trialText(trial)}` })).filter(p => p.y !== null);
  const points = new Map(trials.map(t => [t, pointsOf(t)]));
  const lineOf = (trial, place) => points.get(trial).map(p => [place.x(p.x), place.y(p.y)]);
  const draw = place => {
    // A curve of one epoch has no line, but an end.
    const paths = list => list.map(t => polyline(lineOf(t, place)) + dots(lineOf(t, place).slice(-1))).join('');
    return [others.length > 0 ? h('path', { class: 'line cut', d: paths(others) }) : null, byShade(best, shades, t => t).map(group => h('path', { class: `line shade-${group.shade}`, d: paths(group.items) })), best.length > 0 ? h('path', { class: 'line first', d: paths([best[0]]) }) : null];
  };
  const longest = most(trials.map(t => t.epochs));
  const ends = [...best, ...others].map(t => points.get(t).at(-1));
  return frameChart(`${nameOf(0)} by epoch`, { x: { label: 'epoch', scale: linearScale(Math.min(1, longest - 1), longest) }, y: { label: nameOf(0), scale: linearScale(range.from, range.to) } }, draw, [...points.values()].flat(), {
    frame: WIDE_FRAME, walk: ends, outline: (item, place) => lineOf(item.trial, place),
    values: () => table('', ['trial', 'status', 'epochs', 'last value', 'best value'], [...best, ...others].map(t => [String(t.number), t.status, String(t.epochs), measured(t.last), measured((sweep.objectives[0].higherIsBetter ? most : least)(t.curve.filter(v => v !== null)))]), { label: 'Learning curves', numbersFrom: 2 }),
  });
}

function trialCurvesSection() {
  const chart = sweep.isSingle ? curvesOfTrials() : null;
  return chart && section('curves', 'Learning curves', chart, note('A line per trial', sweep.seeds > 1 ? ', of its first seed' : '', '; the stronger its color the better its rank, orange the best. Dashed: pruned or failed.',
    sweep.curveStride > 1 ? ` Shown is one in ${sweep.curveStride} epochs, and the last.` : ''));
}
