// Several objectives against each other.

/** Trials that no other is better than in both of two objectives, from the one end of the front to the other. */
function frontOf(trials, x, y) {
  const sorted = [...trials].sort((a, b) => (a.objectives[x] === b.objectives[x] ? (isBetter(y, a.objectives[y], b.objectives[y]) ? -1 : 1) : isBetter(x, a.objectives[x], b.objectives[x]) ? -1 : 1));
  const front = [];
  for (const trial of sorted) {
    if (front.length === 0 || isBetter(y, trial.objectives[y], front.at(-1).objectives[y])) {
      front.push(trial);
    }
  }

  return front;
}

function paretoChart(x, y) {
  const trials = sweep.completed.filter(t => Number.isFinite(t.objectives[x]) && Number.isFinite(t.objectives[y]));
  const axis = objective => {
    const range = objectiveRange(trials.map(t => t.objectives[objective]), sweep.objectives[objective].higherIsBetter);
    return { label: `${nameOf(objective)} (${sweep.objectives[objective].higherIsBetter ? 'higher' : 'lower'} is better)`, scale: linearScale(range.from, range.to), outside: range.outside };
  };
  const axes = { x: axis(x), y: axis(y) };
  axes.x.scale = { ...axes.x.scale, share: (share => value => clamp(share(value), 0, 1))(axes.x.scale.share) };
  const item = trial => ({ x: trial.objectives[x], y: trial.objectives[y], trial, text: () => trialText(trial) });
  const front = frontOf(trials, x, y).map(item);
  const others = trials.filter(t => !front.some(f => f.trial === t)).map(item);
  const draw = place => {
    // What lies on the worse side of these stairs is reached.
    const stairs = front.flatMap((f, i) => (i === 0 ? [] : [[place.x(f.x), place.y(front[i - 1].y)]]).concat([[place.x(f.x), place.y(f.y)]]));
    return [h('path', { class: 'line front', d: polyline(stairs) }), others.length > 0 ? h('path', { class: 'dot shade-4', d: dots(others.map(o => [place.x(o.x), place.y(o.y)])) }) : null, h('path', { class: 'dot first', d: dots(front.map(f => [place.x(f.x), place.y(f.y)])) })];
  };
  return [frameChart(`${nameOf(x)} and ${nameOf(y)}`, axes, draw, [...others, ...front], {
    frame: { ...SMALL_FRAME, large: true, width: 620, height: 380, left: 64 }, walk: front,
    values: () => table('', ['trial', nameOf(x), nameOf(y)], front.map(f => [String(f.trial.number), withSpread(f.trial, x), withSpread(f.trial, y)]), { label: 'Pareto front' }),
  }), outsideNote(Math.max(axes.x.outside, axes.y.outside))];
}

function paretoSection() {
  if (sweep.isSingle || sweep.completed.length === 0) {
    return null;
  }

  const choose = (label, chosen) => h('label', {}, `${label} `, h('select', {}, sweep.objectives.map((o, i) => h('option', { value: i, selected: i === chosen }, o.name))));
  const [across, up] = [choose('Across', 0), choose('up', 1)];
  const place = h('div', {});
  const show = () => place.replaceChildren(...paretoChart(...[across, up].map(label => Number(label.querySelector('select').value))).flat(Infinity).filter(Boolean));
  [across, up].forEach(label => label.addEventListener('change', show));
  show();
  return section('pareto', 'Pareto front', sweep.objectives.length > 2 ? h('p', { class: 'choices' }, across, ' ', up) : null, place,
    note('Orange: no other trial is better in one of these two objectives without being worse in the other.', sweep.hypervolume === null ? '' : ` Hypervolume of all objectives: ${measured(sweep.hypervolume)}.`));
}
