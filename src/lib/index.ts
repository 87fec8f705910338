export { err, ok, type Err, type Ok, type Result } from './result.js';
export { sourceStack } from './stack.js';
