/** The fields that differ, before and after, for the audit log. */
export function changed(before: object, after: object): { before: object; after: object } {
  const old = before as Record<string, unknown>;
  const fresh = after as Record<string, unknown>;
  const differs = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].filter(
    (field) => JSON.stringify(old[field]) !== JSON.stringify(fresh[field]),
  );
  const only = (item: Record<string, unknown>): object =>
    Object.fromEntries(differs.flatMap((field) => (item[field] === undefined ? [] : [[field, item[field]]])));
  return { before: only(old), after: only(fresh) };
}
