// Where values lie on an axis, as shares from 0 to 1.

/** Evenly by difference. */
function linearScale(from, to) {
  const share = value => (from === to ? 0.5 : (value - from) / (to - from));
  const ticksOf = count => ticks(from, to, count).map((at, i, all) => ({ at, label: tickLabel(at, all.length > 1 ? all[1] - all[0] : 1) }));
  return { from, to, share, value: s => from + s * (to - from), ticks: count => (from === to ? [{ at: from, label: short(from) }] : ticksOf(count)), format: short };
}

/** Evenly by ratio. */
function logScale(from, to) {
  const [low, high] = [Math.log10(from), Math.log10(to)];
  const share = value => (from === to ? 0.5 : (Math.log10(value) - low) / (high - low));
  return { from, to, share, value: s => 10 ** (low + s * (high - low)), ticks: count => logTicks(from, to, count).map(at => ({ at, label: short(at).replace('.0e', 'e') })), format: short };
}

/** Powers of ten, thinned out where there are many; within few of them their multiples too. */
function logTicks(from, to, count = 5) {
  const [first, last] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const within = values => values.map(v => Number(v.toPrecision(12))).filter(v => v >= from * (1 - 1e-9) && v <= to * (1 + 1e-9));
  const tens = within(powers.map(p => 10 ** p));
  if (tens.length > count + 1) {
    const every = Math.ceil(tens.length / (count + 1));
    return tens.filter((_, i) => i % every === 0);
  }

  if (tens.length >= 3) {
    return tens;
  }

  const some = within(powers.flatMap(p => [1, 2, 5].map(m => m * 10 ** p)));
  return some.length >= 2 || from === to ? (some.length > 0 ? some : [from]) : ticks(from, to, count);
}

/** Slots of the same width. */
const choiceScale = labels => ({
  from: 0, to: labels.length - 1, share: index => (index + 0.5) / labels.length, value: s => Math.min(labels.length - 1, Math.max(0, Math.floor(s * labels.length))),
  ticks: () => labels.map((label, at) => ({ at, label })), format: index => labels[Math.round(index)], slots: labels.length,
});

const scaleOf = dimension => (dimension.values ? choiceScale(dimension.values) : (dimension.log ? logScale : linearScale)(dimension.from, dimension.to));

const OUTLYING = 3;

/**
 * A range for values of an objective: of all, but where few trials went so badly that nothing could be told of the others, those lie outside. They are drawn at
 * the edge, and the chart says how many.
 */
function objectiveRange(values, higherIsBetter) {
  const sorted = [...values].sort((a, b) => (higherIsBetter ? b - a : a - b));
  const at = share => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const fence = at(0.75) + OUTLYING * (at(0.75) - sorted[0]);
  const shown = sorted.filter(v => (higherIsBetter ? v >= fence : v <= fence));
  const kept = shown.length > 0 ? shown : sorted;
  const [from, to] = spread(least(kept), most(kept));
  return { from, to, outside: values.filter(v => v < from || v > to).length };
}

const clamp = (value, from, to) => Math.min(to, Math.max(from, value));

/** A text that fits an axis: of a path its end tells more than its beginning. */
const abbreviated = (text, letters = 18) => (text.length <= letters ? text : `\u2026${text.slice(1 - letters)}`);

const shortened = (text, letters = 18) => (text.length <= letters ? text : `${text.slice(0, letters - 1)}\u2026`);
