export { err, ok, type Err, type Ok, type Result } from './result.js';
