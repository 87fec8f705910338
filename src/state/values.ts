import { type ItemKind, itemKinds } from '../kinds.js';
import { isJsonObject, maxUnixSeconds } from '../lib/index.js';

/** Types of stored values. */

export const isText = (value: unknown): value is string => typeof value === 'string';

export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

/** Also a number of objects or attempts: a whole number from 0 on. JSON has -0, which is not written back as such. */
export const isTime = (value: unknown): value is number =>
  typeof value === 'number' &&
  Number.isSafeInteger(value) &&
  !Object.is(value, -0) &&
  value >= 0 &&
  value <= maxUnixSeconds;

export const areTimes = (value: unknown): value is Readonly<Record<string, number>> =>
  isJsonObject(value) && Object.values(value).every(isTime);

export const isKind = (value: unknown): value is ItemKind => itemKinds.some((kind) => kind === value);
