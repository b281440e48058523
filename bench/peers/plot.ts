/** Draws the comparison with peers as an SVG. */

export interface Line {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
}

const colours = ['#0b6e4f', '#c8553d', '#5b4b8a', '#2a6f97', '#8a6d1d'];
const width = 430;
const legendStep = 130;
const height = 320;
const margin = { left: 62, right: 26, top: 34, bottom: 44 };

/** Panels side by side, both axes logarithmic, the same colour for a name in all of them. */
export function plot(panels: readonly Panel[], xLabel: string): string {
  const names = [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
  const colourOf = (name: string): string => colours[names.indexOf(name) % colours.length] ?? '#000';
  const legend = names
    .map((name, i) => {
      const x = margin.left + i * legendStep;
      return `<circle cx="${x}" cy="${height + 16}" r="5" fill="${colourOf(name)}"/><text x="${x + 10}" y="${height + 20}">${name}</text>`;
    })
    .join('\n');
  const drawn = panels.map(
    (panel, i) => `<g transform="translate(${i * width} 0)">${drawPanel(panel, xLabel, colourOf)}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width * panels.length} ${height + 36}" role="img" font-family="system-ui, sans-serif" font-size="12">
<title>${panels.map(({ title }) => title).join('; ')}, by number of ${xLabel}</title>
<rect width="100%" height="100%" fill="#fff"/>
${drawn.join('\n')}
${legend}
</svg>
`;
}

function drawPanel({ title, lines }: Panel, xLabel: string, colourOf: (name: string) => string): string {
  const points = lines.flatMap((line) => line.points);
  const x = logScale(
    points.map((point) => point.x),
    margin.left,
    width - margin.right,
  );
  const y = logScale(
    points.map((point) => point.y),
    height - margin.bottom,
    margin.top,
  );
  const grid = y.decades.map(
    (value) =>
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y.at(value)}" y2="${y.at(value)}" stroke="#ddd"/><text x="${margin.left - 6}" y="${y.at(value) + 4}" text-anchor="end">${label(value)}</text>`,
  );
  const ticks = [...new Set(points.map((point) => point.x))].map(
    (value) =>
      `<text x="${x.at(value)}" y="${height - margin.bottom + 16}" text-anchor="middle">${label(value)}</text>`,
  );
  const drawn = lines.map((line) => {
    const path = line.points.map((point) => `${x.at(point.x).toFixed(1)},${y.at(point.y).toFixed(1)}`);
    const dots = path.map(
      (place) =>
        `<circle cx="${place.split(',')[0]}" cy="${place.split(',')[1]}" r="3.5" fill="${colourOf(line.name)}"/>`,
    );
    return `<polyline points="${path.join(' ')}" fill="none" stroke="${colourOf(line.name)}" stroke-width="2"/>${dots.join('')}`;
  });
  return `<text x="${margin.left}" y="20" font-weight="600">${title}</text>${grid.join('')}${ticks.join('')}
<text x="${(margin.left + width - margin.right) / 2}" y="${height - 10}" text-anchor="middle">${xLabel}</text>${drawn.join('\n')}`;
}

/** From whole decades below the smallest value to whole decades above the largest. */
function logScale(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value: number): number => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    decades: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)),
  };
}

function label(value: number): string {
  return value >= 1 ? value.toLocaleString('en-US') : String(Number(value.toPrecision(1)));
}
