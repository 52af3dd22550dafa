/**
 * Loaded by each program of Node that a test starts. Most of them end within half a second, of which
 * V8 would spend a fifth on optimizing functions that are hardly called again: on two cores that
 * slows the other tests. With this budget, only what is called a lot is optimized.
 */
require('node:v8').setFlagsFromString('--interrupt-budget=500000');
