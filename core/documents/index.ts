export { qrPng, readQr } from './qr.ts';
export { createNotePrinter } from './note.ts';
export type { PrintNote } from './note.ts';
export type { NoteFacts } from './note-facts.ts';
export { createReceiptPrinter } from './receipt.ts';
export type { ReceiptFacts } from './receipt-facts.ts';
export { createSigner, proofFormat, verifyProof } from './signer.ts';
export type { Proof, ProofKind, Signer } from './signer.ts';
