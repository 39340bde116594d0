import type { Request, Response } from 'express';

/** What stands for an answer until something of it changes. */
export interface PublishedVersion {
  readonly tag: string;
  readonly changedAt?: Date;
}

/** An entity tag without its quotes; weak ones count as their strong twins. */
export const versionIn = (header: string | undefined): string | undefined =>
  header?.replace(/^W\//, '').replace(/^"|"$/g, '');

const publishedSeconds = 300;

/** Anybody may take it from any page, and keep it for a while. */
export function setPublished(response: Response, licence: string, { tag, changedAt }: PublishedVersion): void {
  response.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'ETag, Link',
    'Cache-Control': `public, max-age=${publishedSeconds}`,
    // Weak: the same reports, not the same bytes.
    ETag: `W/"${tag}"`,
    Link: `<${licence}>; rel="license"`,
    ...(changedAt ? { 'Last-Modified': changedAt.toUTCString() } : {}),
  });
}

/** RFC 9110, 13.1.2 and 13.1.3: an entity tag goes before a date, which knows seconds only. */
export function isKnown(request: Request, { tag, changedAt }: PublishedVersion): boolean {
  const tags = request.get('If-None-Match');
  if (tags !== undefined) return tags.split(',').some((one) => ['*', tag].includes(versionIn(one.trim()) ?? ''));
  const since = Date.parse(request.get('If-Modified-Since') ?? '');
  return changedAt !== undefined && Math.floor(changedAt.getTime() / 1_000) * 1_000 <= since;
}
