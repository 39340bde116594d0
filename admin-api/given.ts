/** What was really sent: without the fields that were left out. */
export type Given<T> = { [Field in keyof T]: Exclude<T[Field], undefined> };

export const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
