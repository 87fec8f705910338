// A file of its own, because a named import keeps its name in the bundle and a dynamic import of a CommonJS package
// does not: this one is imported dynamically in its place.
export { defaultLoaders } from 'cosmiconfig';
