/** What `inspect` says about the image. */
import { valueAt } from '../tools/value-at.js';
import { expect } from './check.js';
import type { Engine } from './engine.js';

const maxMegabytes = 250;

export function checkFacts(engine: Engine, tag: string, version: string): void {
  const inspected: unknown = JSON.parse(engine.call('image', 'inspect', tag));
  const config = valueAt(inspected, 0, 'Config');
  const at = (...path: readonly string[]): unknown => valueAt(config, ...path);
  // podman has the health check beside the configuration.
  const healthcheck =
    at('Healthcheck') ?? valueAt(inspected, 0, 'HealthCheck') ?? valueAt(inspected, 0, 'Healthcheck');
  const megabytes = Math.round(Number(valueAt(inspected, 0, 'Size')) / 1e6);
  const facts = {
    size: `${megabytes} MB`,
    user: at('User'),
    entrypoint: at('Entrypoint'),
    command: at('Cmd'),
    volumes: at('Volumes'),
    stopSignal: at('StopSignal'),
    healthcheck,
    environment: at('Env'),
    labels: at('Labels'),
  };
  console.log(JSON.stringify(facts, undefined, 2));
  expect(megabytes < maxMegabytes, `the image is smaller than ${maxMegabytes} MB`, facts.size);
  expect(
    JSON.stringify([facts.entrypoint, facts.command]) === '[["teamt5-opencti"],["schedule"]]',
    'the entry point takes every command of the program, and schedule, its default',
    facts.entrypoint,
  );
  expect(facts.user === '10001:10001', 'a fixed uid', facts.user);
  expect(
    valueAt(facts.volumes, '/var/lib/teamt5-opencti') !== undefined,
    'the state is a volume',
    facts.volumes,
  );
  expect(JSON.stringify(healthcheck).includes('status --check'), 'a health check', healthcheck);
  expect(
    at('Labels', 'org.opencontainers.image.version') === version,
    'the version is a label',
    facts.labels,
  );
}
