import { z } from 'zod';

/** ISO 8601 in UTC. */
export const time = z.iso.datetime();
export const kind = z.enum(['reports', 'bundles']);
export const count = z.int().nonnegative();

/** What every command says of a failure. `reason` is stable; the texts are for people. */
export const failureText = z.strictObject({ reason: z.string(), message: z.string(), hint: z.string() });

/** What every command but a run prints when it fails. */
export const errorDocument = z.strictObject({ error: failureText });
