import type { BarSeriesOption } from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption, TitleComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';

export type Options = ComposeOption<
  BarSeriesOption | GridComponentOption | LegendComponentOption | TitleComponentOption
>;

/** Pixels; wide enough to stay sharp on every phone. */
export const width = 1080;
export const margin = 64;
export const inner = width - 2 * margin;

export const ink = { dark: '#14213d', body: '#2b2d42', quiet: '#5b6472', line: '#dee2e8', paper: '#ffffff' } as const;
/** As the typeface has them. */
export const weights = { 400: 'regular', 500: 'medium', 700: 'bold' } as const;
export interface TextStyle {
  readonly fontSize: number;
  readonly fontWeight: keyof typeof weights;
  readonly lineHeight?: number;
  readonly color?: string;
}
/** How wide a text is, in pixels. */
export type Measure = (text: string, style: TextStyle) => number;

export const strong = { fontSize: 38, lineHeight: 46, fontWeight: 700, color: ink.dark } as const;
export const usual = { fontSize: 36, lineHeight: 46, fontWeight: 500, color: ink.body } as const;
export const small = { fontSize: 32, lineHeight: 46, fontWeight: 400, color: ink.quiet } as const;
/** What is too long ends in an ellipsis. */
export const cut = { overflow: 'truncate', ellipsis: '…' } as const;
