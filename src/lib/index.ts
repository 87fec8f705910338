export { currentUser, directoryFault, isOpenDirectory, isTrustedOwner, octal } from './access.js';
export { isInRange, isLocalHost, isPrivateAddress, literalAddress } from './addresses.js';
export { type Cancellation, neverCanceled, whenAborted } from './cancellation.js';
export {
  createMutex,
  createSemaphore,
  createSingleFlight,
  type Mutex,
  type Semaphore,
  type SingleFlight,
} from './concurrency.js';
export {
  createFile,
  fileNameOf,
  hasErrorCode,
  makeDirectory,
  pathExists,
  removeTemporaryFiles,
  systemErrorMessage,
  writeFileAtomically,
} from './files.js';
export {
  finiteNumber,
  isJsonObject,
  type JsonObject,
  jsonObjectsIn,
  nonEmptyString,
  parseJson,
  parseJsonObject,
} from './json.js';
export { type JsonLimits, jsonLimits } from './json-limits.js';
export { readRegularFile, type ReadFile, typeOf } from './read-file.js';
export { err, ok, type Err, type Ok, type Result } from './result.js';
export { sourceStack } from './stack.js';
export { closestName, jsonText, plainText, pluralize, singleLine, terminalText, truncate } from './text.js';
export {
  formatDuration,
  isFuture,
  isoTime,
  localTime,
  type LocalTime,
  maxUnixSeconds,
  parseDuration,
  parseTime,
  parseTimestamp,
  timestampForms,
  unixSeconds,
} from './time.js';
export { normalized, parseUrl, wellFormed } from './unicode.js';
