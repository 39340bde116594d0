export { reportNewsJobs } from './news.jobs.ts';
export { createReportNewsPart, type ReportNewsPart } from './news-part.ts';
