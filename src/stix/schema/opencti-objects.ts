/** Object types that OpenCTI adds to STIX (docs/opencti-api.md#import-rules, and its client library). */
import { datedObject, observableObject } from './common.js';
import { contentReferences, list, required, string, timestamp, type Table } from './property-types.js';

const named = (more: Table = {}): Table =>
  datedObject({ name: required(string), description: string, ...more });
const caseObject = named({ severity: string, priority: string, object_refs: contentReferences });

export const openctiObjects: Readonly<Record<string, Table>> = {
  'case-incident': caseObject,
  'case-rfi': caseObject,
  'case-rft': caseObject,
  channel: named({ aliases: list(string), channel_types: list(string) }),
  'data-component': named(),
  'data-source': named(),
  event: named({ event_types: list(string), start_time: timestamp, stop_time: timestamp }),
  feedback: named({ object_refs: contentReferences }),
  language: named({ aliases: list(string) }),
  narrative: named({ aliases: list(string), narrative_types: list(string) }),
  task: named({ due_date: timestamp, object_refs: contentReferences }),
};

const valued = observableObject({ value: required(string) });

export const openctiObservables: Readonly<Record<string, Table>> = {
  'ai-prompt': valued,
  'bank-account': observableObject({
    value: string,
    iban: required(string),
    bic: string,
    account_number: string,
  }),
  credential: valued,
  'cryptocurrency-wallet': valued,
  'cryptographic-key': valued,
  hostname: valued,
  iccid: valued,
  imei: valued,
  imsi: valued,
  'media-content': observableObject({
    title: string,
    content: string,
    media_category: string,
    url: required(string),
    publication_date: timestamp,
  }),
  'payment-card': observableObject({
    value: string,
    card_number: required(string),
    expiration_date: string,
    cvv: string,
    holder_name: string,
  }),
  persona: observableObject({ persona_name: required(string), persona_type: required(string) }),
  'phone-number': valued,
  'ssh-key': valued,
  text: valued,
  'tracking-number': valued,
  'user-agent': valued,
};
