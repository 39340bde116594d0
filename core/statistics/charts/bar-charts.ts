import type { BarSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';

import { cut, ink, inner, small, strong, usual, type Measure, type Options } from './look.ts';
import { toneNames, tones, type Row } from './picture.ts';

type One<Axis> = Exclude<NonNullable<Axis>, readonly unknown[]>;

export interface Chart {
  /** Where the next section begins. */
  readonly below: number;
  readonly grid: GridComponentOption;
  readonly xAxis: One<Options['xAxis']>;
  readonly yAxes: readonly One<Options['yAxis']>[];
  readonly series: readonly BarSeriesOption[];
}

const rowHeight = 102;
/** With the names below. */
const columnsHeight = 560;
const hidden = { type: 'value', show: false, max: 'dataMax' } as const;

const totalOf = ({ parts }: Row): number => toneNames.reduce((sum, tone) => sum + (parts[tone] ?? 0), 0);

/** A series for each colour; the smallest piece can still be seen. */
function stacked(rows: readonly Row[], length: number, look: BarSeriesOption): BarSeriesOption[] {
  const least = (Math.max(...rows.map(totalOf)) * 6) / length;
  return toneNames.map((tone) => ({
    ...look,
    type: 'bar',
    name: tone,
    // A thin edge sets the pieces apart.
    itemStyle: { color: tones[tone], borderColor: ink.paper, borderWidth: 1 },
    data: rows.map(({ parts: { [tone]: amount = 0 } }) => (amount > 0 ? Math.max(amount, least) : '-')),
  }));
}

/** Name on the left, figure on the right, the bar beneath: long names have the whole width of a phone. */
export function drawBars(rows: readonly Row[], y: number, widthOf: Measure): Chart {
  const noteWidth = Math.max(...rows.map(({ note }) => (note ? widthOf(note, small) + 16 : 0)));
  const figureWidth = Math.max(...rows.map(({ figure = '' }) => widthOf(figure, strong)));
  // The second axis stands on the right by itself.
  const axisOf = (data: string[], look: object): One<Options['yAxis']> => ({
    type: 'category',
    inverse: true,
    data,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { inside: true, interval: 0, margin: 0, verticalAlign: 'bottom', padding: [0, 0, 20, 0], ...look },
  });
  const figures = rows.map(({ figure = '', note = '' }) => `{figure|${figure}}{note|${note}}`);
  const rich = { figure: strong, note: { ...small, width: noteWidth, align: 'right' } };
  return {
    below: y + rows.length * rowHeight + 28,
    grid: { top: y + 20, height: rows.length * rowHeight },
    xAxis: hidden,
    yAxes: [
      axisOf(
        rows.map(({ name }) => name),
        { ...usual, ...cut, width: inner - noteWidth - figureWidth - 32 },
      ),
      axisOf(figures, { rich }),
    ],
    series: stacked(rows, inner, { barWidth: 30 }),
  };
}

/** Names below, and figures above where there is room. */
export function drawColumns(rows: readonly Row[], y: number, widthOf: Measure): Chart {
  const totals = rows.map(totalOf);
  const highest = totals.indexOf(Math.max(...totals));
  // Above all of them, smaller if need be, or above the highest only.
  const fontSize = [38, 32, 28].find((fontSize) =>
    rows.every(({ figure = '' }) => widthOf(figure, { ...strong, fontSize }) <= inner / rows.length - 10),
  );
  const data = rows.map(({ figure = '' }, index) => ({
    value: 0,
    label: { show: fontSize !== undefined || index === highest, formatter: figure },
  }));
  return {
    below: y + 50 + columnsHeight + 28,
    grid: { top: y + 50, height: columnsHeight, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: rows.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink.line, width: 2 } },
      axisLabel: { ...small, margin: 10 },
    },
    yAxes: [hidden],
    series: [
      // One day alone would be a wall.
      ...stacked(rows, columnsHeight, { barWidth: '74%', barMaxWidth: 160 }),
      { type: 'bar', data, label: { ...strong, fontSize: fontSize ?? strong.fontSize, position: 'top' } },
    ],
  };
}
