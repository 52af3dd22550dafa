/** Runs before each file that starts processes. */
import { fileURLToPath } from 'node:url';

const shortLived = fileURLToPath(new URL('short-lived.cjs', import.meta.url));

process.env['NODE_OPTIONS'] = `--require ${JSON.stringify(shortLived)}`;
