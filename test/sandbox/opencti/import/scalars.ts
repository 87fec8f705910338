import { GraphQLBoolean, GraphQLFloat, GraphQLInt, GraphQLString } from 'graphql';
import { stixIdFault } from './ids.js';

export type Taken = { readonly value: unknown } | { readonly message: string; readonly at: string };

/** `date-time` of RFC 3339 in upper case: seconds and an offset are required. */
const dateTime =
  /^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

export function take(inputType: string, value: unknown): Taken {
  const item = /^list of (\w+)$/.exec(inputType)?.[1];
  if (item === undefined) return takeScalar(inputType, value, '');
  // A single value is a list of one; the items can be null.
  if (!Array.isArray(value)) return wrap(takeScalar(item, value, ''));
  const taken: unknown[] = [];
  for (const [index, member] of value.entries()) {
    if (member === null) continue;
    const one = takeScalar(item, member, `[${String(index)}]`);
    if (!('value' in one)) return one;
    taken.push(one.value);
  }
  return { value: taken };
}

function wrap(taken: Taken): Taken {
  return 'value' in taken ? { value: [taken.value] } : taken;
}

function takeScalar(type: string, value: unknown, at: string): Taken {
  switch (type) {
    case 'String':
      return parse(() => GraphQLString.parseValue(value).trim(), at);
    case 'Int32':
      return parse(() => GraphQLInt.parseValue(value), at);
    case 'Float':
      return parse(() => GraphQLFloat.parseValue(value), at);
    case 'Boolean':
      return parse(() => GraphQLBoolean.parseValue(value), at);
    case 'DateTime':
      return takeDate(value, at);
    case 'StixId': {
      const message = stixIdFault(value);
      return message === undefined ? { value } : { message, at };
    }
    default:
      return { value };
  }
}

/** The platform uses the scalars of graphql-js, so its errors have the same words. */
function parse(read: () => unknown, at: string): Taken {
  try {
    return { value: read() };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error), at };
  }
}

function takeDate(value: unknown, at: string): Taken {
  if (typeof value !== 'string')
    return { message: `DateTime cannot represent non string or Date type ${printed(value)}`, at };
  const bad = { message: `DateTime cannot represent an invalid date-time-string ${value}.`, at };
  const text = value.toUpperCase();
  if (!dateTime.test(text)) return bad;
  const day = text.slice(0, 10);
  // JavaScript moves 30 February into March.
  const dayExists = new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return dayExists ? { value: new Date(text).toISOString() } : bad;
}

function printed(value: unknown): string {
  return JSON.stringify(value);
}
