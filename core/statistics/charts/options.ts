import type { TitleComponentOption } from 'echarts/components';

import { drawBars, drawColumns, type Chart } from './bar-charts.ts';
import { inner, ink, margin, small, strong, usual, type Measure, type Options, type TextStyle } from './look.ts';
import type { Picture, Section } from './picture.ts';

/** A section of words alone. */
interface Words {
  /** Where the next section begins. */
  readonly below: number;
  readonly title: TitleComponentOption;
}

const keyTop = 206;

/** One line of text, smaller where it would not fit. */
function line(text: string, top: number, style: TextStyle, widthOf: Measure): TitleComponentOption {
  const fontSize = Math.min(style.fontSize, (style.fontSize * inner) / widthOf(text, style));
  return { text, top, left: margin, padding: 0, textStyle: { ...style, fontSize } };
}

function headline(figure: string, words: string, top: number, widthOf: Measure): TitleComponentOption {
  const fontSize = Math.min(132, (inner * 0.6) / widthOf(figure, { ...strong, fontSize: 1 }));
  const rich = {
    figure: { ...strong, fontSize, lineHeight: 132 },
    words: { ...usual, verticalAlign: 'bottom' as const, padding: [0, 0, 14, 28] },
  };
  return { text: `{figure|${figure}}{words|${words}}`, top, left: margin, padding: 0, textStyle: { rich } };
}

/** What a section adds to the picture. */
function pieceOf(section: Section, y: number, widthOf: Measure): Words | Chart {
  switch (section.kind) {
    case 'headline':
      return { below: y + 160, title: headline(section.figure, section.words, y - 10, widthOf) };
    case 'line':
      return { below: y + 52, title: line(section.text, y, section.strong ? strong : usual, widthOf) };
    case 'bars':
      return drawBars(section.rows, y, widthOf);
    case 'columns':
      return drawColumns(section.rows, y, widthOf);
  }
}

/** The picture as the library wants it, and how high it needs to be. */
export function toOptions({ title, subtitle, key = [], sections, footer }: Picture, widthOf: Measure) {
  const pieces: (Words | Chart)[] = [];
  const bottom = () => pieces.at(-1)?.below ?? (key.length > 0 ? keyTop + 66 : keyTop);
  for (const section of sections) pieces.push(pieceOf(section, bottom(), widthOf));
  const charts = pieces.flatMap((piece, index) => ('grid' in piece ? [{ ...piece, id: String(index) }] : []));
  const place = { left: margin, right: margin, outerBoundsMode: 'none' } as const;
  const options: Options = {
    animation: false,
    backgroundColor: ink.paper,
    textStyle: { fontFamily: 'IBM Plex Sans' },
    title: [
      line(title, margin - 8, { ...strong, fontSize: 58, lineHeight: 72 }, widthOf),
      line(subtitle, 138, { ...small, fontSize: 36 }, widthOf),
      ...pieces.flatMap((piece) => ('title' in piece ? piece.title : [])),
      line(footer, bottom(), { ...small, fontSize: 28 }, widthOf),
    ],
    legend: {
      data: key.map(({ tone }) => tone),
      formatter: (name) => key.find(({ tone }) => tone === name)?.text ?? '',
      left: margin,
      top: keyTop,
      padding: 0,
      icon: 'rect',
      itemGap: 40,
      itemWidth: 30,
      itemHeight: 30,
      textStyle: { ...usual, fontSize: 34, padding: [0, 0, 0, 8] },
    },
    grid: charts.map(({ id, grid }) => ({ ...place, ...grid, id })),
    xAxis: charts.map(({ id, xAxis }) => ({ ...xAxis, id, gridId: id })),
    yAxis: charts.flatMap(({ id, yAxes }) => yAxes.map((axis, nth) => ({ ...axis, id: `${id}.${nth}`, gridId: id }))),
    series: charts.flatMap(({ id, series }) =>
      series.map((each) => ({ ...each, stack: id, xAxisId: id, yAxisId: `${id}.0` })),
    ),
  };
  return { options, height: bottom() + 46 + margin - 20 };
}
