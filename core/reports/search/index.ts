export { foundWords, type FoundText } from './found-words.ts';
