import type { Surface } from './types.ts';
import { t, type Words } from './words.ts';

/** How to answer, in the words of what the person sees: buttons to touch, or numbers to type. */
export const hintFor = ({ choices }: Surface): { readonly help: Words; readonly notUnderstood: Words } =>
  choices === 'buttons'
    ? { help: t('dialog:helpButtons'), notUnderstood: t('dialog:notUnderstoodButtons') }
    : { help: t('dialog:help'), notUnderstood: t('dialog:notUnderstood') };
