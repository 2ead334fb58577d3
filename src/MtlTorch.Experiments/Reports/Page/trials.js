// Every trial in a table that sorts, and what failed.

const FIRST_ROWS = 100;

/** The columns: what a cell says, and what it is sorted by. */
function trialColumns() {
  const order = new Map(STATUSES.map((status, i) => [status, i]));
  return [
    { name: 'trial', key: t => t.number, cell: t => String(t.number), text: true },
    { name: 'status', key: t => order.get(t.status), cell: t => h('span', { class: `status ${t.status}` }, t.status, t.reused ? ', reused' : ''), text: true },
    ...sweep.objectives.map((o, i) => ({ name: o.name, key: t => t.objectives[i] ?? null, cell: t => (t.objectives[i] === undefined ? MISSING : withSpread(t, i)), down: o.higherIsBetter })),
    ...sweep.dimensions.map((d, i) => ({ name: d.key, key: t => t.point[i], cell: t => (t.point[i] === null ? '' : valueText(d, t.point[i])) })),
    { name: 'epochs', key: t => t.epochs || null, cell: t => (t.epochs > 0 ? String(t.epochs) : MISSING) },
    { name: 'seconds', key: t => t.seconds || null, cell: t => (t.seconds > 0 ? t.seconds.toFixed(1) : MISSING) },
    { name: 'reports', key: t => t.runs.length, cell: t => (t.runs.length > 0 ? h('span', {}, runLinks(t)) : '') },
  ];
}

function trialTable() {
  const columns = trialColumns();
  const [head, body] = [h('tr', {}), h('tbody', {})];
  const more = h('button', { type: 'button' }, `Show all ${grouped(sweep.trials.length)}`);
  const state = { by: sweep.isSingle && sweep.completed.length > 0 ? 2 : 0, descending: sweep.isSingle && sweep.completed.length > 0 && sweep.objectives[0].higherIsBetter, rows: FIRST_ROWS };
  const show = () => {
    const { key } = columns[state.by];
    const known = sweep.trials.filter(t => key(t) !== null);
    known.sort((a, b) => (state.descending ? key(b) - key(a) : key(a) - key(b)) || a.number - b.number);
    const sorted = [...known, ...sweep.trials.filter(t => key(t) === null)];
    body.replaceChildren(...sorted.slice(0, state.rows).map(t => h('tr', {}, columns.map((c, i) => h(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : null, class: c.text ? null : 'number' }, c.cell(t))))));
    [...head.children].forEach((th, i) => th.setAttribute('aria-sort', i !== state.by ? 'none' : state.descending ? 'descending' : 'ascending'));
    more.hidden = sorted.length <= state.rows;
  };
  head.append(...columns.map((column, i) => h('th', { scope: 'col', class: column.text ? null : 'number' }, h('button', { type: 'button', class: 'sort', click: () => {
    Object.assign(state, { by: i, descending: state.by === i ? !state.descending : Boolean(column.down) });
    show();
  } }, column.name))));
  more.addEventListener('click', () => { state.rows = Infinity; show(); });
  show();
  return [h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'All trials' }, h('table', { class: 'sortable' }, h('thead', {}, head), body)), h('p', {}, more)];
}

const trialsSection = () => (sweep.trials.length === 0 ? null : section('trials', 'All trials', trialTable(), note('The headers sort. What has no value stands below.', sweep.seeds > 1 ? ` Figures are means \u00b1 standard deviations over ${sweep.seeds} seeds.` : '')));

const NAMED_TRIALS = 12;

/** What failed, by cause: one mistake in a configuration fails many trials. */
function failuresSection() {
  return section('failures', 'Failures', sweep.failures.map(({ error, trials }) => {
    const failed = trials.map(number => sweep.byNumber.get(number));
    const named = failed.slice(0, NAMED_TRIALS);
    return h('div', { class: 'alert' },
      h('p', {}, failed.length === 1 ? 'Trial ' : `${plural(failed.length, 'trial')}: `, named.map((t, i) => [i > 0 ? ', ' : null, t.runs.length > 0 ? runLinks(t, String(t.number))[0][1] : String(t.number)]), failed.length > named.length ? ', \u2026' : '',
        failed.length === 1 ? [', ', pointText(failed[0])] : null),
      h('pre', { tabindex: '0' }, error));
  }));
}
