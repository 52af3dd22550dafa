/**
 * Memo table: keeps up to `most` answers, then starts over. A key must include everything that its
 * answer depends on. `keep` makes the key that is stored, such as a copy when the key is part of a
 * larger text that would otherwise stay in memory.
 */
export function memo<Key, Answer extends {}>(
  most: number,
  keep: (key: Key) => Key = (key) => key,
): (key: Key, work: () => Answer) => Answer {
  const answers = new Map<Key, Answer>();
  return (key, work) => {
    const earlier = answers.get(key);
    if (earlier !== undefined) return earlier;
    const answer = work();
    if (answers.size >= most) answers.clear();
    answers.set(keep(key), answer);
    return answer;
  };
}

/** Works something out once for each object that never changes, and forgets it with the object. */
export function memoOf<Key extends object, Answer extends {}>(
  work: (key: Key) => Answer,
): (key: Key) => Answer {
  const answers = new WeakMap<Key, Answer>();
  return (key) => {
    const earlier = answers.get(key);
    if (earlier !== undefined) return earlier;
    const answer = work(key);
    answers.set(key, answer);
    return answer;
  };
}

/** Runs `work` at most once, when its answer is first needed. */
export function once<Answer extends {}>(work: () => Answer): () => Answer {
  let answer: Answer | undefined;
  return () => (answer ??= work());
}
