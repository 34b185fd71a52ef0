// `npm run <command>` of operators: builds what is stale, then is the command line itself.
import { build } from './build.mjs';

await build().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
const { main } = (await import('../dist/apps/cli/src/main.js')).default;
await main(process.argv.slice(2));
