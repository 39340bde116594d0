import type { PlateCandidate, PlateReader } from '../../../core/plates/index.ts';

const corner = { x: 0, y: 0 };

export const aCandidate = (over: Partial<PlateCandidate> & Pick<PlateCandidate, 'text'>): PlateCandidate => ({
  confidence: 0.9,
  characters: [...over.text].map(() => over.confidence ?? 0.9),
  box: [corner, corner, corner, corner],
  picture: new Uint8Array(),
  ...over,
});

/** Reads the same in any photo; sure when one candidate alone is likely. */
export function aReader(...found: Parameters<typeof aCandidate>[0][]): PlateReader {
  const candidates = found.map(aCandidate);
  const likely = candidates.filter(({ confidence }) => confidence >= 0.5);
  return {
    read: async () =>
      candidates.length === 0
        ? { verdict: 'none', fault: 'no_plate', candidates: [] }
        : { verdict: likely.length === 1 ? 'sure' : 'unsure', candidates },
  };
}
