/** The form of the generated tables (docs/opencti-api.md#limits-of-the-importer). */

/** Kind of input -> the properties that have it, separated by white space. */
export interface Rows {
  readonly boolean?: string;
  readonly coverage?: string;
  /** Vectors of CVSS, by version. */
  readonly cvss2?: string;
  readonly cvss3?: string;
  readonly cvss4?: string;
  readonly externalReferences?: string;
  readonly hashes?: string;
  /** 32 bits, signed. */
  readonly integer?: string;
  readonly killChainPhases?: string;
  readonly number?: string;
  readonly reference?: string;
  readonly references?: string;
  /** An integer from 0 to 100. */
  readonly score?: string;
  readonly tags?: string;
  readonly text?: string;
  readonly texts?: string;
  readonly time?: string;
}

export interface TypeLimits extends Rows {
  readonly group: string;
  /** Needed by the importer; `a|b` if one of them is enough. */
  readonly requires: string;
  /** Absent if other objects can refer to the object. */
  readonly idKept?: false;
  /** `property:vocabulary`; `property:a|b` if the vocabulary depends on the entity type. */
  readonly vocabularies?: string;
}

export interface Vocabulary {
  /** The entity types for which the importer creates an unknown word. */
  readonly entityTypes: string;
  /** Of a new platform, separated by `, `. */
  readonly words: string;
}
