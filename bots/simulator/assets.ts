import path from 'node:path';
import express, { type RequestHandler } from 'express';
import { projectRoot } from '../../core/project-root.ts';

const folder = path.join(projectRoot, 'bots/simulator/page');

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page and its modules as they lie in the folder: nothing is built, nothing comes from elsewhere. */
export function servePage(): RequestHandler {
  const router = express.Router();
  router.use((_request, response, next) => {
    response.setHeader('content-security-policy', policy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('permissions-policy', 'geolocation=(self), camera=(self)');
    next();
  });
  // `no-cache` means: keep it, but ask each time whether it has changed (the ETag answers in a few bytes).
  const headers = { 'cache-control': 'no-cache' };
  router.get('/', (_request, response) =>
    response.sendFile('index.html', { root: folder, headers, cacheControl: false }),
  );
  router.use(
    express.static(folder, {
      index: false,
      redirect: false,
      cacheControl: false,
      setHeaders: (response) => response.setHeader('cache-control', headers['cache-control']),
    }),
  );
  return router;
}
