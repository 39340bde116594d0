import { renderAsync } from '@resvg/resvg-js';
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, setPlatformAPI, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

import type { Lettering } from '../../documents/index.ts';
import { weights, width, type Measure } from './look.ts';
import { toOptions } from './options.ts';
import type { Picture } from './picture.ts';

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** The picture as SVG, as high as it needs to be. */
export function toSvg(picture: Picture, lettering: Lettering): string {
  const widthOf: Measure = (text, { fontSize, fontWeight }) => lettering.widthOf(text, weights[fontWeight]) * fontSize;
  // There is no browser that could tell how wide a text is. A font reads like "700 38px IBM Plex Sans".
  setPlatformAPI({
    measureText(text, font = '') {
      const fontSize = Number(/([\d.]+)px/.exec(font)?.[1]);
      const fontWeight = font.includes('700 ') ? 700 : font.includes('500 ') ? 500 : 400;
      // The library takes this sign to be as wide as a line is high; our typeface lacks it.
      return { width: text === '国' ? fontSize : widthOf(text, { fontSize, fontWeight }) };
    },
  });
  const { options, height } = toOptions(picture, widthOf);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption(options);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** Draws it to PNG, `width` pixels wide, in a thread of its own. */
export async function toPng(picture: Picture, lettering: Lettering): Promise<Buffer> {
  const drawn = await renderAsync(toSvg(picture, lettering), {
    font: {
      fontFiles: lettering.weights.map((weight) => lettering.typefaceFile(weight)),
      loadSystemFonts: false,
      defaultFontFamily: 'IBM Plex Sans',
    },
  });
  return drawn.asPng();
}
