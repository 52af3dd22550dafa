/** The kinds of entries as people name one of them: `role`, `policy`. */
import type { Kind } from '../data/schema/kinds.ts';

export const singular = (kind: Kind): string => kind.replace(/ies$/, 'y').replace(/s$/, '');
