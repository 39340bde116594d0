const pattern = /^(?<start>mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/(?<name>[^?]*))?(?:\?(?<query>.*))?$/;

function partsOf(uri: string): { start: string; name: string; query: URLSearchParams } {
  const groups = pattern.exec(uri)?.groups;
  if (groups?.['start'] === undefined)
    throw new Error('the database address must begin with mongodb:// or mongodb+srv://');
  return { start: groups['start'], name: groups['name'] ?? '', query: new URLSearchParams(groups['query']) };
}

/** The same server, another database. */
export function withDatabase(uri: string, name: string): string {
  const { start, query } = partsOf(uri);
  return `${start}/${encodeURIComponent(name)}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

/**
 * The address with acknowledged, journalled writes: without `journal` an acknowledged write can be lost to kill -9.
 * A stronger `w` of a replica set is kept. Without a database name `lisolo` is used.
 */
export function durableUri(uri: string): string {
  const { start, name, query } = partsOf(uri);
  if (!query.has('w')) query.set('w', '1');
  query.set('journal', 'true');
  return `${start}/${name === '' ? 'lisolo' : name}?${query.toString()}`;
}
