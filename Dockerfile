# syntax=docker/dockerfile:1

FROM node:24-alpine AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-alpine
LABEL org.opencontainers.image.title="contact-center-exporter" \
      org.opencontainers.image.description="Prometheus exporter for NICE CXone and Genesys Cloud contact centres" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
WORKDIR /app
# npm is of no use in a running exporter, and every program that is not there is one less to keep patched.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /opt/yarn* /usr/local/bin/yarn*
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY src src
USER node
EXPOSE 10980
# By http, or by https where the web configuration says so, with whatever certificate that has.
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
  CMD wget -q -t 1 -O /dev/null http://127.0.0.1:10980/-/healthy || wget -q -t 1 --no-check-certificate -O /dev/null https://127.0.0.1:10980/-/healthy || exit 1
# As npm start does: docs/performance.md says why.
ENTRYPOINT ["node", "--initial-old-space-size=96", "src/main.ts"]
