export { farFrom, nearest, none, type Nearest } from './far-from.ts';
export { foundBy, nearly, toAskedWords, toSearchWords, type FoundBy } from './words.ts';
