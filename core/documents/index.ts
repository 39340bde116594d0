export { qrPng, readQr } from './qr.ts';
export { createReceiptPrinter } from './receipt.ts';
export type { ReceiptFacts } from './receipt-facts.ts';
export { createSigner, verifyProof } from './signer.ts';
export type { Proof, ProofKind, Signer } from './signer.ts';
