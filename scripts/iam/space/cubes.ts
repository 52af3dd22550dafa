/** Covers what a diagram found with few cubes, each as large as possible. */
import { BUDGETS } from './budgets.ts';
import { isLeaf, type Node, OUTSIDE, type Path, paths } from './diagram.ts';
import type { Variable } from './model.ts';

/**
 * All requests whose variables have one of these states; a variable that is not listed may have
 * any.
 */
export type Cube = ReadonlyMap<Variable, ReadonlySet<number>>;

export interface Found {
  readonly cube: Cube;
  /** A path inside of the cube, no part of which is outside of the space. */
  readonly path: Path;
}

/** The cubes of all leaves with exactly these bits. Requests outside of the space may be in them. */
export function cubesOf(node: Node, bits: number): { cubes: readonly Found[]; isCut: boolean } {
  let found: Found[] = [];
  let count = 0;
  for (const { path } of paths(node, bits)) {
    count += 1;
    if (count > BUDGETS.rows) return { cubes: found, isCut: true };
    const start: Cube = new Map(path.map(({ variable, states }) => [variable, new Set(states)]));
    if (found.some(({ cube }) => covers(cube, start))) continue;
    const cube = enlarged(node, start, bits);
    found = [...found.filter((one) => !covers(cube, one.cube)), { cube, path }];
  }
  return { cubes: found, isCut: false };
}

const covers = (large: Cube, small: Cube): boolean =>
  [...large].every(([variable, states]) => {
    const own = small.get(variable);
    return own !== undefined && [...own].every((state) => states.has(state));
  });

/** Drops the variables that do not matter, and adds the states that do not to the others. */
function enlarged(node: Node, start: Cube, bits: number): Cube {
  let cube = start;
  for (const variable of start.keys()) {
    const without = new Map(cube);
    without.delete(variable);
    if (isWithin(node, without, bits)) {
      cube = without;
      continue;
    }
    for (let state = 0; state < variable.states; state += 1) {
      const states = cube.get(variable) ?? new Set();
      if (states.has(state)) continue;
      const larger = new Map(cube).set(variable, new Set([...states, state]));
      if (isWithin(node, larger, bits)) cube = larger;
    }
  }
  return cube;
}

/** Whether each request of the cube is found, or does not count. */
function isWithin(
  node: Node,
  cube: Cube,
  bits: number,
  known = new Map<number, boolean>(),
): boolean {
  if (isLeaf(node)) return node.bits === bits || node.bits === OUTSIDE;
  const before = known.get(node.id);
  if (before !== undefined) return before;
  const states = cube.get(node.variable);
  const result = node.edges.every(
    (edge) =>
      (states !== undefined && !edge.states.some((state) => states.has(state))) ||
      isWithin(edge.to, cube, bits, known),
  );
  known.set(node.id, result);
  return result;
}
