import { createRequire } from 'node:module';
import path from 'node:path';
import express from 'express';
import type { Express } from 'express';

const swaggerFolder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png', 'index.css'];

/** Swagger UI sets style attributes and draws its icons from data addresses; nothing comes from outside. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lisolo API</title>
<link rel="stylesheet" href="swagger-ui.css"><link rel="stylesheet" href="index.css">
<link rel="icon" type="image/png" href="favicon-32x32.png">
</head>
<body><div id="swagger-ui"></div><script src="swagger-ui-bundle.js"></script><script src="start.js"></script></body>
</html>
`;

// validatorUrl null: the page would otherwise ask an outside service to judge the document.
const start = `window.addEventListener('load', () => {
  window.ui = SwaggerUIBundle({
    url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null, persistAuthorization: false, displayRequestDuration: true,
    presets: [SwaggerUIBundle.presets.apis], layout: 'BaseLayout', docExpansion: 'list', filter: true,
  });
});
`;

/**
 * `/openapi.json` and the page that shows it, all from this server. The document is written when it is first asked for: the
 * program must start quickly.
 */
export function mountDocs(http: Express, document: () => object): void {
  let json: string | undefined;
  http.get('/openapi.json', (_request, response) => {
    json ??= JSON.stringify(document());
    response.type('application/json').send(json);
  });
  http.get('/docs', (request, response, next) => {
    if (request.path === '/docs') response.redirect(301, '/docs/');
    else next();
  });
  const docs = express.Router();
  docs.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', policy);
    next();
  });
  docs.get('/', (_request, response) => void response.type('html').send(page));
  docs.get('/start.js', (_request, response) => void response.type('text/javascript').send(start));
  for (const name of assets)
    docs.get(`/${name}`, (_request, response) => response.sendFile(name, { root: swaggerFolder, maxAge: '1h' }));
  http.use('/docs', docs);
}
