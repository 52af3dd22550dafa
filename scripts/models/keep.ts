/**
 * Keeps plain JSON from run to run, by a name: what is made from data sets alone, and takes most of
 * a second.
 */
export type Keep = <T>(name: string, make: () => Promise<T>) => Promise<T>;
