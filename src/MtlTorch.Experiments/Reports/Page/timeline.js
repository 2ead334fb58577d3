// Who was at work on what, and when.

const MOST_PLACES = 24;
const LANE = 16;
const NARROW_LANE = 9;

/** Lanes of attempts: one for each place, or, where there are too many, any lane that is free. */
function lanesOf(attempts) {
  const places = [...new Set(attempts.map(a => a.where))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (places.length <= MOST_PLACES) {
    attempts.forEach(a => { a.lane = places.indexOf(a.where); });
    return places;
  }

  const free = [];
  for (const attempt of [...attempts].sort((a, b) => a.from - b.from)) {
    const lane = free.findIndex(until => until <= attempt.from);
    attempt.lane = lane < 0 ? free.length : lane;
    free[attempt.lane] = attempt.to;
  }

  return free.map(() => '');
}

const UNITS = [[86400 * 2, 86400, 'days'], [7200, 3600, 'hours'], [120, 60, 'minutes'], [0, 1, 'seconds']];

/** Every attempt with its beginning and end; what was cut off is drawn until the trial went on, or as a short mark. */
function attemptsOf() {
  return sweep.trials.flatMap(trial => trial.attempts.map(([from, to, where, status], i) => {
    const isLast = i + 1 === trial.attempts.length;
    const until = to ?? (isLast ? (trial.status === 'running' ? sweep.end : from) : trial.attempts[i + 1][0]);
    return { trial, from, to: until, where, attempt: i + 1, status: to === null && !(isLast && trial.status === 'running') ? 'cut off' : isLast && status !== 'running' ? trial.status : status === 'waiting' ? 'interrupted' : status };
  }));
}

function timelineSection() {
  const attempts = attemptsOf();
  if (attempts.length === 0) {
    return null;
  }

  const lanes = lanesOf(attempts);
  const end = Math.max(...attempts.map(a => a.to), 1e-3);
  const [, unit, unitName] = UNITS.find(([from]) => end >= from);
  const lane = lanes.length > MOST_PLACES ? NARROW_LANE : LANE;
  const frame = { ...WIDE_FRAME, left: lanes[0] === '' ? 30 : clamp(14 + LETTER * most(lanes.map(l => l.length)), 60, 150), height: WIDE_FRAME.top + WIDE_FRAME.bottom + lanes.length * lane };
  const statuses = [...new Set(attempts.map(a => a.status))];
  const items = attempts.map(a => ({ x: (a.from + a.to) / 2 / unit, y: a.lane, trial: a.trial, text: () => `${a.where}${a.attempt > 1 ? `, attempt ${a.attempt}` : ''}, ${a.status}, ${duration(a.to - a.from)}: ${trialText(a.trial)}` }));
  const lanesScale = { ...choiceScale(lanes.length > 0 ? lanes : ['']), share: lane => 1 - (lane + 0.5) / lanes.length };
  const draw = place => statuses.map(status => h('path', { class: `work ${status.replace(' ', '-')}`, d: attempts.filter(a => a.status === status).map(a => {
    const [x, y] = [place.x(a.from / unit), place.y(a.lane) - lane / 2 + 2];
    return `M${x.toFixed(1)} ${y.toFixed(1)}h${Math.max(1, place.x(a.to / unit) - x - 0.5).toFixed(1)}v${lane - 4 + (lane < LANE ? 2 : 0)}h${(-Math.max(1, place.x(a.to / unit) - x - 0.5)).toFixed(1)}z`;
  }).join('') }));
  const chart = frameChart('Attempts', { x: { label: `${unitName} since ${sweep.begun}`, scale: linearScale(0, end / unit) }, y: { label: '', scale: lanesScale } }, draw, items, {
    frame: frame, walk: items,
    values: () => table('', ['trial', 'attempt', 'where', 'status', 'began after', 'took'], attempts.map(a => [String(a.trial.number), String(a.attempt), a.where, a.status, duration(a.from), duration(a.to - a.from)]), { label: 'Attempts', numbersFrom: 4 }),
  });
  return section('timeline', 'Timeline', chart,
    h('p', { class: 'legend' }, statuses.map(status => h('span', {}, h('span', { class: `swatch work ${status.replace(' ', '-')}` }), status))),
    lanes[0] === '' ? note('There are more places than lanes: a lane holds attempts one after the other, wherever they were trained.') : null);
}
