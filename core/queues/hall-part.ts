import { createDisplayPart } from './display/index.ts';
import { createQueueCharts, createQueueFigures } from './figures/index.ts';

/** Builds what is shown of queues: the screens in the halls, and the figures for whoever leads a branch. */
export const createHallPart = (
  deps: Parameters<typeof createDisplayPart>[0] &
    Parameters<typeof createQueueFigures>[0] &
    Parameters<typeof createQueueCharts>[0] & { readonly config: { readonly publicUrl: string } },
) => ({
  ...createDisplayPart(deps),
  queueFigures: createQueueFigures(deps),
  queueCharts: createQueueCharts(deps),
  /** Of the screen in the hall of a branch. */
  screenUrl: (branchId: string): string => `${deps.config.publicUrl}/display/${branchId}`,
});
