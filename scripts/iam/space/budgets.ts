/**
 * How far a proof goes. Budgets are counts, so that a verdict is the same on every machine; one that
 * is used up ends in "unknown" with its reason.
 */
export const BUDGETS = {
  /** States of the joint automaton of all resource patterns; beyond, patterns are taken one by one. */
  resourceStates: 600,
  /** States of one automaton over the values of a key, the names of actions or of principals. */
  textStates: 20_000,
  /** States of all searches for one resource that fits a path. */
  searchStates: 60_000,
  /** Paths of a diagram that are tried for a resource that fits them. */
  searchPaths: 20_000,
  /** Sets of values of one multivalued key. */
  valueSets: 400,
  /** Nodes of the decision diagrams of one question. */
  steps: 60_000,
  /** Ways in which the doubts of one statement combine. */
  doubtTerms: 64,
  /** Doubts whose combinations are tried one by one. */
  doubts: 12,
  /** Combinations of values put in for policy variables. */
  variableValues: 64,
  /** Paths to a difference that are enlarged into rows. */
  rows: 400,
} as const;

/** Thrown inside a proof when a budget is used up; the four questions then answer "unknown". */
export class OverBudget extends Error {}
