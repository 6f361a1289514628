# syntax=docker/dockerfile:1
#   docker build --build-arg REVISION="$(git rev-parse HEAD)" --build-arg CREATED="$(date -u +%FT%TZ)" -t contact-center-exporter .
# Behind a proxy that signs with a CA of its own: --secret id=npm_ca,src=ca.pem
# Node.js 24 on Alpine Linux. Releases pin it: --build-arg BASE=docker.io/library/node:24-alpine@sha256:...
ARG BASE=docker.io/library/node:24-alpine

# Runs on the machine that builds, whatever the target: compiled JavaScript is the same on every architecture.
FROM --platform=$BUILDPLATFORM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npm_ca \
    NODE_EXTRA_CA_CERTS=/run/secrets/npm_ca npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY tools tools
COPY src src
ARG REVISION=""
RUN REVISION="$REVISION" node tools/build.ts

# What runs, with the packages of the target's architecture.
FROM --platform=$BUILDPLATFORM ${BASE} AS packages
ARG TARGETARCH
# The C library of BASE: musl on Alpine Linux, glibc on Debian.
ARG LIBC=musl
WORKDIR /app
COPY package.json package-lock.json LICENSE ./
RUN --mount=type=secret,id=npm_ca \
    cpu="$(echo "${TARGETARCH:-$(node -p process.arch)}" | sed 's/^amd64$/x64/; s/^ppc64le$/ppc64/')" && \
    NODE_EXTRA_CA_CERTS=/run/secrets/npm_ca \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund --os=linux --cpu="$cpu" --libc="$LIBC"
COPY --from=build /build/dist dist
COPY tools/remove-unused-files.mjs /tmp/
RUN node /tmp/remove-unused-files.mjs node_modules dist && mkdir -p node_modules/.cache && chown 1000:1000 node_modules/.cache

# Fills the compile cache by serving the demo, as the user that the image starts with: Node.js keeps a cache for each user.
FROM ${BASE} AS warm
COPY --from=packages /app /app
USER 1000:1000
RUN node /app/dist/main.js --web.listen-address=127.0.0.1:19980 & exporter=$! ; \
    for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do \
      sleep 1; if node /app/dist/main.js healthcheck --web.listen-address=127.0.0.1:19980; then sleep 5; kill "$exporter"; wait "$exporter"; exit 0; fi; \
    done; exit 1

# The base without npm, in one layer: what a later layer deletes would still be downloaded from the earlier one.
FROM ${BASE} AS base
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
    /usr/local/bin/yarn* /usr/local/bin/pnpm* /usr/local/include /usr/local/share/doc /usr/local/share/man \
    /opt/yarn* /root/.npm /tmp/* /usr/local/*.md

FROM scratch
COPY --from=base / /
COPY --from=warm --chown=0:0 /app /app
ARG BASE
ARG VERSION=""
ARG REVISION=""
ARG CREATED=""
ARG SOURCE=https://github.com/example/contact-center-exporter
LABEL org.opencontainers.image.title="contact-center-exporter" \
      org.opencontainers.image.description="Prometheus exporter for NICE CXone and Genesys Cloud contact centres" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.url="$SOURCE" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED" \
      org.opencontainers.image.base.name="$BASE"
ENV NODE_ENV=production PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /app
# A number, so that Kubernetes can tell that it is not root. Any other user will do.
USER 1000:1000
EXPOSE 10980
# Follows the address, TLS and client certificates that the exporter was started with.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "/app/dist/main.js", "healthcheck", "--of-process=1", "--timeout=4s"]
ENTRYPOINT ["node", "/app/dist/main.js"]
