import { randomInt } from 'node:crypto';

/** Without those that are taken for another one when heard or read. */
const signs = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const length = 6;

/** `RDV-7K3F2M`: unique by its index, so that a repeat is drawn anew. */
export const newCode = (): string => `RDV-${Array.from({ length }, () => signs[randomInt(signs.length)]).join('')}`;
