// Tables whose cells are colored by their value, and small pictures.

/**
 * A colored table.
 * cell(i, j) gives { text, shade, title }: the shade from -1 to 1, or null for none.
 */
function heatTable(caption, corner, rowLabels, columnLabels, cell, { label = caption } = {}) {
  const rows = rowLabels.map((name, i) => h('tr', {}, h('th', { scope: 'row' }, name), columnLabels.map((_, j) => {
    const { text, shade, title } = cell(i, j);
    const strength = Math.min(1, Math.abs(shade ?? 0));
    const style = shade === null || strength < 0.005 ? null
      : `background: color-mix(in oklab, var(--${shade < 0 ? 'cold' : 'warm'}) ${Math.round(strength * 100)}%, var(--ground))`;
    return h('td', { style, title, class: strength > 0.6 ? 'strong' : null }, text);
  })));
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label },
    h('table', { class: 'heat' },
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, h('td', { class: 'corner' }, corner), columnLabels.map(name => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, rows)));
}

/** A picture of base64 bytes, one per pixel and channel; pixels stay square and sharp. */
function picture({ height, width, channels, pixels }, text, { scale = 1, signed = false } = {}) {
  const canvas = h('canvas', { width, height, role: 'img', 'aria-label': text, title: text, class: 'picture', style: `width: ${width * scale}px; height: ${height * scale}px` });
  const bytes = Uint8Array.from(atob(pixels), c => c.charCodeAt(0));
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const gray = bytes[i * channels];
    const rgb = channels === 3 ? bytes.subarray(i * 3, i * 3 + 3) : signed ? diverging(gray) : [gray, gray, gray];
    image.data.set([rgb[0], rgb[1], rgb[2], 255], i * 4);
  }

  canvas.getContext('2d').putImageData(image, 0, 0);
  return canvas;
}

/** Blue for negative, white for 0, red for positive weights: alike in light and dark, as a picture is. */
function diverging(level) {
  const at = (level - 127.5) / 127.5;
  const end = at < 0 ? [33, 102, 172] : [178, 24, 43];
  return end.map(c => Math.round(247 + (c - 247) * Math.abs(at)));
}
