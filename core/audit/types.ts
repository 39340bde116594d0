/** One sensitive action. */
export interface AuditEntry {
  readonly actor: { readonly kind: 'person' | 'system'; readonly id: string };
  /** `<module>.<action>`, the same words as the permission. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly before?: unknown;
  readonly after?: unknown;
  /** Door and address from which it was done. */
  readonly from?: string;
  readonly traceId?: string;
}

export interface AuditService {
  /** Appends to the chained log (each entry carries the hash of the one before). */
  record(entry: AuditEntry): Promise<void>;
}
