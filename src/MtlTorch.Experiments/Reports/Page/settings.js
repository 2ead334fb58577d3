// What the run was told and what it ran on.

const written = value => (typeof value === 'string' ? value : JSON.stringify(value));

function settingsSection(run) {
  if (!run.resolved) {
    return null;
  }

  return section('configuration', 'Configuration',
    table('Every value, defaults filled in', ['key', 'value'], flatten(run.resolved).map(([key, value]) => [h('code', {}, key), h('code', {}, written(value))]), { numbersFrom: 2 }),
    folded('resolved.json', () => h('pre', { tabindex: '0' }, JSON.stringify(run.resolved, null, 2))));
}

function environmentSection(run) {
  if (!run.environment) {
    return null;
  }

  return section('environment', 'Environment',
    table('What it ran on', ['what', 'value'], flatten(run.environment).map(([key, value]) => [h('code', {}, key), written(value)]), { numbersFrom: 2 }));
}
