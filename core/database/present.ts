/**
 * Conditions on fields that many documents lack, with an index of those documents only that have one
 * (`partialFilterExpression: { field: { $type } }`). The database takes such an index only where the question itself says
 * what kind of value it means, and reads the whole collection otherwise.
 */
export const dueBy = (now: Date): { $lte: Date; $type: 'date' } => ({ $lte: now, $type: 'date' });
export const sameText = (text: string): { $eq: string; $type: 'string' } => ({ $eq: text, $type: 'string' });
