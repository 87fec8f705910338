export {
  excludedReportTypes,
  missingFor,
  type MissingOptions,
  reportTypeNames,
  requireForPush,
  requireForThreatVision,
  threatVisionCredentials,
  type ThreatVisionCredentials,
} from './config.js';
export { environmentHelp, exampleFile, fileSchema, flagHelp, optionTable } from './documentation.js';
export { type Given, type GivenValue, readGiven } from './given.js';
export {
  type ConfigFailure,
  describeConfig,
  type DescribedOption,
  loadConfig,
  type LoadedConfig,
  type LoadOptions,
} from './load.js';
export { type Config, type OptionKey, optionList, options, type Purpose } from './options.js';
export { complaintOf, describeProblem, type Notice, type Problem } from './problem.js';
export { environmentSecrets, type Origin } from './sources.js';
