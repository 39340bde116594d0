# Debian 13 (trixie): its C library is new enough for the embedded database engine.
FROM node:20-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-trixie-slim
# --build-arg WITH_CHROMIUM=yes for WHATSAPP=web; it adds about 600 MB.
ARG WITH_CHROMIUM=no
RUN if [ "$WITH_CHROMIUM" = yes ]; then \
      apt-get update && apt-get install -y --no-install-recommends chromium && rm -rf /var/lib/apt/lists/*; \
    fi
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# Texts, pages and typefaces are read from beside the sources.
COPY --from=build /app/locales locales
COPY --from=build /app/core core
COPY --from=build /app/bots bots
COPY --from=build /app/admin-api admin-api
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
