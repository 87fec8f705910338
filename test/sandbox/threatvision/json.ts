import type { SandboxResponse } from '../types.js';

export function json(status: number, value: unknown): SandboxResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  };
}

export function failure(status: number, message: string): SandboxResponse {
  return json(status, { success: false, message });
}
