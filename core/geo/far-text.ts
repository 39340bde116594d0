/** `800 m`, `2,4 km`: as written in every language. */
export const farText = (metres: number): string =>
  metres < 1_000
    ? `${Math.max(100, Math.round(metres / 100) * 100)} m`
    : `${(metres / 1_000).toFixed(1).replace('.', ',')} km`;
