export { queueNewsJobs } from './news.jobs.ts';
export { createQueueNewsPart, type QueueNewsPart } from './news-part.ts';
