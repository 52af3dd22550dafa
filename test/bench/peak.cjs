/** Leaves the largest memory in KB and the CPU seconds of a Node process in the file that PEAK_FILE names. */
const { writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const file = process.env.PEAK_FILE;
if (file && isMainThread) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const memory = process.resourceUsage().maxRSS;
    writeFileSync(file, JSON.stringify({ memory, cpu: (user + system) / 1e6 }));
  });
}
