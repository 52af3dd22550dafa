/** Properties run on the same cases every time; `FC_SEED=$RANDOM npm test` looks at others. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20260324) });
