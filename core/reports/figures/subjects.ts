/** What figures of reports can be looked at, in words and as a chart. */
export const reportSubjects = ['overview', 'categories', 'areas', 'bodies', 'months'] as const;
export type ReportSubject = (typeof reportSubjects)[number];
