/** Leaves the largest memory of a Node process, in KB, in the file that PEAK_FILE names. */
const { readFileSync, writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const file = process.env.PEAK_FILE;
if (file && isMainThread) {
  process.on('exit', () => {
    const known = Number(readFileSync(file, 'utf8'));
    writeFileSync(file, String(Math.max(known, process.resourceUsage().maxRSS)));
  });
}
