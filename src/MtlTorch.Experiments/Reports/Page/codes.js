// What is made of inputs again, and the sparse code in between: use of its units, pictures of what they answer to.

/** Inputs above, reconstructions below. */
function reconstructed(task, rows) {
  if (rows.length === 0) {
    return null;
  }

  const show = (shown, text) => picture(shown, text, { scale: 56 / Math.max(shown.height, shown.width) });
  return h('figure', { class: 'rest' }, h('figcaption', {}, `${task}: inputs, and below them their reconstructions`),
    h('ul', { class: 'gallery tight' }, rows.map(({ row, input, reconstruction }) => h('li', { class: 'pair' }, show(input, `row ${row}`), show(reconstruction, `row ${row}, reconstructed`)))));
}

function codeFacts(task, { explainedVariance, code }) {
  const facts = [
    [figure(explainedVariance), 'explained variance'],
    ...(code ? [
      [`${short(code.l0)} of ${grouped(code.units)}`, `units active per code (L0)${code.firingLevel > 0 ? `, above ${short(code.firingLevel)}` : ''}`],
      [`${grouped(code.deadUnits)} (${(100 * code.deadUnits / code.units).toFixed(1)} %)`, 'dead units, which never fired'],
      [`${short(code.meanActivity)}${code.targetActivity === null ? '' : `, target ${short(code.targetActivity)}`}`, 'mean activation'],
    ] : []),
  ];
  return h('dl', { class: 'facts rest' }, facts.map(([value, label]) => h('div', {}, h('dt', {}, label), h('dd', {}, value))));
}

/** A power of ten as a share: -2 -> "0.01", -6 -> "1e-6". */
const powerOfTen = exponent => (exponent < -3 && Number.isInteger(exponent) ? `1e${exponent}` : short(10 ** exponent));

function codeUse(task, { activity, firing, targetActivity }) {
  return [
    histogramChart(`${task}: mean activation of each unit`, { x: 'mean activation', y: 'units' }, activity,
      { mark: targetActivity === null ? null : { at: targetActivity, label: `target ${short(targetActivity)}` } }),
    targetActivity === null ? histogramChart(`${task}: how often each unit fires`, { x: 'share of codes, log scale', y: 'units' }, firing, { edge: powerOfTen }) : null,
  ].filter(Boolean);
}

function reconstructions(task, details) {
  return [codeFacts(task, details), reconstructed(task, details.reconstructions), details.code ? codeUse(task, details.code) : null];
}

function unitsSection(run) {
  const layers = run.details?.units ?? [];
  return section('units', 'Units', layers.map(({ parameter, count, scale, pictures }, layer) => [
    note(`${pictures.length < count ? `The first ${pictures.length} of ${grouped(count)}` : plural(count, 'unit')}: `, h('code', {}, parameter),
      `, each divided by its length${layer > 0 ? ', carried down to the inputs through the layers below as if they were linear' : ''}: the input of length 1 that excites the unit most. `,
      pictures[0].channels === 1 ? `Blue for negative, white for 0, red for positive; full color from ${short(scale)} on.` : `Red, green and blue, gray for 0; full color from ${short(scale)} on.`),
    h('ul', { class: 'gallery tight' }, pictures.map((p, i) => h('li', {}, picture(p, `unit ${i}`, { scale: 56 / Math.max(p.height, p.width), signed: p.channels === 1 }))))]));
}
