// Building blocks: elements, numbers, tables, sections.

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'g', 'line', 'circle', 'rect', 'path', 'text', 'title']);

/** An element: h('p', { class: 'note' }, 'text', child). Attributes that are null or false are left out; functions are listeners. */
function h(tag, attributes = {}, ...children) {
  const element = SVG_TAGS.has(tag) && tag !== 'title' ? document.createElementNS(SVG, tag)
    : tag === 'title' ? document.createElementNS(SVG, 'title') : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }

  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

let names = 0;

/** A fresh id, for references between elements. */
const fresh = prefix => `${prefix}-${++names}`;

const MISSING = '\u2013';

/** A figure as the command line prints it: four decimals, two from 1000 on; whole numbers as they are. */
function figure(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return MISSING;
  }

  return Math.abs(value) < 1000 ? value.toFixed(4) : grouped(value, 2);
}

/** A number short enough for an axis or a sentence. */
function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return MISSING;
  }

  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 1e6) ? value.toExponential(1).replace('e+', 'e') : String(Number(value.toPrecision(4)));
}

/** A number on an axis whose ticks are a step apart: as many decimals as tell neighbors apart. */
function tickLabel(value, step) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.0001 || size >= 1e6)) {
    return short(value);
  }

  return String(Number(value.toFixed(Math.min(10, Math.max(0, Math.ceil(-Math.log10(step) + 0.7))))));
}

const grouped = (value, digits = 0) => value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const plural = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

/**
 * A table. Cells are texts or elements; the first column heads its row; numbers stand right.
 * rows: arrays of cells; a cell may be { cell, class }.
 */
function table(caption, headers, rows, { numbersFrom = 1, label = null } = {}) {
  const place = i => (i >= numbersFrom ? 'number' : null);
  const body = rows.map(cells => h('tr', {}, cells.map((content, i) => {
    const { cell, class: extra } = content?.cell !== undefined ? content : { cell: content, class: null };
    const names = [place(i), extra].filter(Boolean).join(' ') || null;
    return i === 0 ? h('th', { scope: 'row', class: names }, cell) : h('td', { class: names }, cell);
  })));
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label ?? caption },
    h('table', {},
      caption ? h('caption', {}, caption) : null,
      h('thead', {}, h('tr', {}, headers.map((header, i) => h('th', { scope: 'col', class: place(i) }, header)))),
      h('tbody', {}, body)));
}

/** A part of the page; null if it has nothing to show. */
function section(id, title, ...content) {
  const shown = content.flat(Infinity).filter(Boolean);
  return shown.length === 0 ? null : h('section', { id, 'aria-labeledby': `${id}-title` }, h('h2', { id: `${id}-title` }, title), shown);
}

/** Content that is made when it is opened, so that a page with many tables is light. */
function folded(summary, make, open = false) {
  const details = h('details', { open }, h('summary', {}, summary));
  const fill = () => details.open && details.children.length === 1 && details.append(make());
  details.addEventListener('toggle', fill);
  fill();
  return details;
}

const note = (...text) => h('p', { class: 'note' }, ...text);
