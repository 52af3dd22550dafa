/** `npm run test:unit`: the quick ones of the tests that start no process. */
import { configOf, projects } from './vitest.config.ts';

const LONG = 'test/**/*.long.test.ts';

export default configOf(
  projects.map((project) => ({
    test: { ...project.test, exclude: [...(project.test?.exclude ?? []), LONG] },
  })),
);
