import { isRecord, type StixObject } from '../stix.js';
import { inExtension } from './extensions.js';
import {
  errorText,
  functionalError,
  inputError,
  missingKey,
  platformError,
  pythonError,
  type Fault,
} from './faults.js';
import type { EntityStore } from './store.js';

export type Command = { readonly done: string } | { readonly fault: Fault };

/** Keys that an operation reads without a default. */
const needs: Readonly<Record<string, string>> = {
  patch: 'opencti_field_patch',
  rule_apply: 'opencti_rule',
  rule_clear: 'opencti_rule',
  share: 'sharing_organization_ids',
  unshare: 'sharing_organization_ids',
  enrichment: 'connector_ids',
  add_organizations: 'organization_ids',
  remove_organizations: 'organization_ids',
  add_groups: 'group_ids',
  remove_groups: 'group_ids',
  send_email: 'template_id',
  pir_flag_element: 'input',
  pir_unflag_element: 'input',
};

const forbidden = platformError('FORBIDDEN_ACCESS', 'You are not allowed to do this.');

/** Executes `opencti_operation`; undefined for an object without it (docs/opencti-api.md#import-rules). */
export function obey(object: StixObject, store: EntityStore): Command | undefined {
  const operation = inExtension(object, 'opencti_operation') ?? object.opencti_operation;
  if (operation === undefined) return undefined;
  const need = typeof operation === 'string' ? needs[operation] : undefined;
  if (need !== undefined && object[need] === undefined) return { fault: missingKey(need) };
  switch (operation) {
    case 'delete':
    case 'delete_force':
      return remove(object, store);
    case 'merge':
      return merge(object, store);
    case 'patch':
      return patch(object, store);
    case 'enroll_playbook':
      return { done: 'nothing' };
    case 'restore':
      return { fault: functionalError('Cannot find DeleteOperation') };
    case 'revert_draft':
      return {
        fault: functionalError('Cannot remove the object from draft, Stix-Core-Object cannot be found.'),
      };
    case 'rules_rescan':
      return { fault: pythonError("'StixCoreObject' object has no attribute 'rules_rescan_async'") };
    case 'clear_access_restriction':
      return { fault: forbidden };
    default:
      return { fault: need === undefined ? notSupported(operation) : forbidden };
  }
}

function notSupported(operation: unknown): Fault {
  const printed =
    operation === null
      ? 'None'
      : typeof operation === 'string'
        ? `'${operation}'`
        : JSON.stringify(operation);
  return pythonError(`('Not supported opencti_operation', {'operation': ${printed}})`);
}

function remove(object: StixObject, store: EntityStore): Command {
  const entity = store.find(object.id);
  if (entity === undefined)
    return { fault: functionalError('Cannot delete the object, Stix-Core-Object cannot be found.') };
  store.remove(entity);
  return { done: 'deleted' };
}

function merge(object: StixObject, store: EntityStore): Command {
  const missing = ['merge_target_id', 'merge_source_ids'].find((key) => object[key] === undefined);
  if (missing !== undefined) return { fault: missingKey(missing) };
  const sources = Array.isArray(object.merge_source_ids) ? object.merge_source_ids : [];
  const target = store.find(String(object.merge_target_id));
  const merged = sources.map((id) => store.find(String(id))).filter((entity) => entity !== undefined);
  if (target === undefined || merged.length !== sources.length)
    return { fault: functionalError('Cannot merge the object, Stix-Object cannot be found.') };
  store.merge(target, merged);
  return { done: 'merged' };
}

function patch(object: StixObject, store: EntityStore): Command {
  const entity = store.find(object.id);
  if (entity === undefined)
    return { fault: functionalError('Cannot edit the field, Stix-Core-Object cannot be found.') };
  const fields = listOf(object.opencti_field_patch);
  for (const field of fields) {
    if (!isRecord(field) || typeof field.key !== 'string') return { fault: missingKey('key') };
    const [value] = listOf(field.value);
    entity.object = { ...entity.object, [field.key]: value };
  }
  store.keep(entity);
  return { done: 'patched' };
}

/** A truthy `is_inferred`, the text "false" included, drops the object. */
export function isInferred(object: StixObject): boolean {
  return Boolean(inExtension(object, 'is_inferred') ?? object.is_inferred);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

export const noRight = errorText(functionalError('User has insufficient rights to use upsertOperations'));

/** On a new object they have no effect. */
export function hasOperations(object: StixObject): boolean {
  const operations = operationsOf(object);
  return (
    operations !== undefined && operations !== null && (!Array.isArray(operations) || operations.length > 0)
  );
}

export function operationsFault(object: StixObject): Fault | undefined {
  const operations = operationsOf(object);
  if (operations === undefined || operations === null) return undefined;
  const list: readonly unknown[] = Array.isArray(operations) ? operations : [operations];
  for (const [index, operation] of list.entries()) {
    const at = `.upsertOperations${Array.isArray(operations) ? `[${String(index)}]` : ''}`;
    const shown = JSON.stringify(operation);
    if (!isRecord(operation))
      return inputError('input', at, `Expected value of type "EditInput" to be an object, found: ${shown}.`);
    if (typeof operation.key !== 'string')
      return inputError('input', at, 'Field "key" of required type "String!" was not provided.');
  }
  return undefined;
}

function operationsOf(object: StixObject): unknown {
  return inExtension(object, 'opencti_upsert_operations') ?? object.opencti_upsert_operations;
}
