export { mostFound } from './asked-words.ts';
export { foundWords, type FoundText } from './found-words.ts';
export { createReportSearch, type ReportSearchDeps } from './report-search.ts';
export { reportSearchJobs } from './search.jobs.ts';
export { createVocabulary, type Vocabulary } from './vocabulary.ts';
export { soundOf } from './sound.ts';
