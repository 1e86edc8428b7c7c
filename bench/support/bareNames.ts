/** The rows of `bench/editor/bare.ts`. None begins with another one. */
export const bareNames: readonly string[] = Array.from({ length: 40 }, (_, index) => `Bare ${100 + index}`);
