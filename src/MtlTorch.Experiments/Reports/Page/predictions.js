// What the model does with single rows: confusion, calibration, errors, residuals, filters.

function confusion(task, details) {
  const { classes, confusion: counts } = details;
  if (!counts) {
    return note(`${task}: ${classes.length} classes are too many for a confusion matrix.`);
  }

  charts.push({ title: `${task} confusion`, matrix: counts });
  const totals = counts.map(row => row.reduce((a, b) => a + b, 0));
  return h('figure', { class: 'fit' }, h('figcaption', {}, `${task}: confusion matrix`),
    heatTable('Rows: true class, columns: predicted', '', classes, classes, (i, j) => {
      const share = totals[i] > 0 ? counts[i][j] / totals[i] : 0;

      // The diagonal would outshine the errors, which are what one looks for.
      return { text: counts[i][j] === 0 ? '\u00b7' : grouped(counts[i][j]), shade: i === j ? -share * 0.55 : Math.min(1, 1.3 * Math.sqrt(share)), title: `${classes[i]} taken for ${classes[j]}: ${grouped(counts[i][j])} of ${grouped(totals[i])} (${(share * 100).toFixed(1)} %)` };
    }, { label: `${task}: confusion matrix` }));
}

function calibration(task, { calibration: curve }, rows) {
  const filled = curve.bins.filter(bin => bin.rows > 0);
  const fullest = most(filled.map(bin => bin.rows));
  const chart = scatterChart(`${task}: calibration`, { x: 'mean confidence', y: 'share correct' },
    filled.map(bin => ({ x: bin.confidence, y: bin.accuracy, size: 2 + 3 * Math.sqrt(bin.rows / fullest), label: `${plural(bin.rows, 'row')} of confidence ${short(bin.from)} to ${short(bin.to)}` })),
    { diagonal: true, line: true, range: [0, 1], bars: filled.map(bin => ({ from: bin.from, to: bin.to, share: bin.rows / rows })) });
  chart?.querySelector('svg').after(note(`Expected calibration error ${figure(curve.expectedError)}. Below the diagonal the model promises too much. Bars: share of the rows.`));
  return chart;
}

function wrongRows(task, details, rows) {
  const { classes, mostConfidentlyWrong: wrong, wrongRows: count } = details;
  if (count === 0) {
    return note(`${task}: no row is wrong.`);
  }

  const sentence = w => `row ${w.row}: ${classes[w.target]} taken for ${classes[w.prediction]} with ${(w.confidence * 100).toFixed(1)} %, ${classes[w.target]} got ${(w.targetConfidence * 100).toFixed(1)} %`;
  const heading = `${task}: the ${wrong.length} most confident of ${plural(count, 'error')} among ${plural(rows, 'row')}`;
  if (wrong.some(w => !w.picture)) {
    return folded(heading, () => table(heading, ['row', 'class', 'predicted', 'confidence', 'of the class'], wrong.map(w =>
      [String(w.row), classes[w.target], classes[w.prediction], figure(w.confidence), figure(w.targetConfidence)]), { numbersFrom: 3 }), true);
  }

  return h('figure', { class: 'rest' }, h('figcaption', {}, heading),
    h('ul', { class: 'gallery' }, wrong.map(w => h('li', {},
      picture(w.picture, sentence(w), { scale: 72 / Math.max(w.picture.height, w.picture.width) }),
      h('span', { class: 'label' }, h('b', {}, classes[w.target]), ` \u2192 ${classes[w.prediction]}`),
      h('span', { class: 'beside' }, `${(w.confidence * 100).toFixed(1)} %`)))));
}

function residuals(task, { unit, outputs }) {
  const names = outputs.map((_, i) => (outputs.length === 1 ? task : `${task} ${i}`));
  const label = text => (unit ? `${text} (${unit})` : text);
  const columns = [['mean', 'mean'], ['deviation', 'deviation'], ['minimum', 'least'], ['lowerQuartile', 'quartile'], ['median', 'median'], ['upperQuartile', 'quartile'], ['maximum', 'most']];
  return [
    ...outputs.map((output, i) => scatterChart(`${names[i]}: predicted and true`, { x: label('target'), y: label('prediction') },
      output.targets.map((x, k) => ({ x, y: output.predictions[k], size: 2.5, faint: true })), { diagonal: true })),
    h('figure', {}, h('figcaption', {}, `${task}: residuals`), table(label('Prediction minus target'), ['output', ...columns.map(([, name]) => name)],
      outputs.map((output, i) => [names[i], ...columns.map(([key]) => short(output.residuals[key]))]))),
  ];
}

function clusters(task, { clusters: names, sizes, silhouette, classes, contingency }) {
  if (names.length === 0) {
    return note(`${task}: no clusters were made before the best epoch.`);
  }

  const separation = note(`${plural(sizes.filter(size => size > 0).length, 'cluster')} of ${names.length} in use. Mean silhouette of the features: ${figure(silhouette)}, from -1 to 1.`);
  const title = contingency ? `${task}: classes and clusters` : `${task}: sizes of the clusters`;
  const columns = names.map(name => `c${name}`);
  const counts = contingency ?? [sizes];
  const totals = counts.map(row => row.reduce((a, b) => a + b, 0));
  charts.push({ title: `${task} clusters`, matrix: counts });
  return h('figure', { class: 'fit' }, h('figcaption', {}, title),
    heatTable(contingency ? 'Rows: classes, columns: clusters in the order of the classes that name them best' : 'Rows of each cluster', '', contingency ? classes : ['rows'], columns, (i, j) => {
      const share = totals[i] > 0 ? counts[i][j] / totals[i] : 0;
      return { text: counts[i][j] === 0 ? '\u00b7' : grouped(counts[i][j]), shade: contingency && i === j ? -share * 0.55 : contingency ? Math.min(1, 1.3 * Math.sqrt(share)) : -share, title: `${contingency ? `${classes[i]} in ` : ''}cluster ${names[j]}: ${grouped(counts[i][j])} of ${grouped(totals[i])} (${(share * 100).toFixed(1)} %)` };
    }, { label: title }), separation);
}

function predictionsSection(run) {
  const { details } = run;
  if (!details?.tasks) {
    return null;
  }

  const parts = Object.entries(details.tasks).map(([task, found]) => h('div', {}, h('h3', {}, task), h('div', { class: 'row' },
    found.reconstructions ? reconstructions(task, found) : found.outputs ? residuals(task, found) : found.clusters ? clusters(task, found) : [confusion(task, found), calibration(task, found, details.rows), wrongRows(task, found, details.rows)])));
  return section('predictions', 'Predictions', note(`On the ${grouped(details.rows)} rows of the ${details.split} split.`), parts);
}

function filtersSection(run) {
  const filters = run.details?.filters;
  if (!filters) {
    return null;
  }

  const { pictures, count, scale, parameter } = filters;
  const gray = pictures[0].channels === 1;
  return section('filters', 'First layer',
    note(`${pictures.length < count ? `The first ${pictures.length} of ${count}` : plural(count, 'filter')} of `, h('code', {}, parameter), `; weights from ${short(-scale)} to ${short(scale)}${gray ? ', blue for negative, white for 0, red for positive' : ' as red, green and blue, gray for 0'}.`),
    h('ul', { class: 'gallery tight' }, pictures.map((p, i) => h('li', {}, picture(p, `filter ${i}`, { scale: 56 / Math.max(p.height, p.width), signed: gray })))));
}
