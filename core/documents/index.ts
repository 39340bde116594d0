export { qrPng, readQr } from './qr.ts';
export { createReceiptPrinter, maskPhone, receiptPdf } from './receipt.ts';
export type { ReceiptFacts } from './receipt.ts';
export { createSigner, verifyProof } from './signer.ts';
export type { Proof, ProofKind, Signer } from './signer.ts';
export { toDrawable } from './typeface.ts';
