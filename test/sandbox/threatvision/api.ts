import {
  startServer,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
  type SandboxServer,
} from '../server.js';
import { bundleDownload, isFormat, reportDownload, sendDownload, type Format } from './downloads.js';
import {
  itemList,
  type BundleItem,
  type Content,
  type Download,
  type ItemKind,
  type ReportItem,
} from './items.js';
import { failure, json } from './json.js';
import { bundleEntry, listPaths, listQuery, reportEntry } from './listing.js';
import { oauth, type OAuthOptions } from './oauth.js';

export interface ThreatVisionOptions extends SandboxOptions, OAuthOptions {
  readonly content?: Content;
  /** Whether `date[from]` includes an item of exactly that second, which the API does not specify. */
  readonly fromInclusive?: boolean;
  /** Default 10, as observed. */
  readonly pageSize?: number;
}

export interface ListCall {
  readonly kind: ItemKind;
  readonly offset: number;
  readonly entries: number;
}

export interface ThreatVisionSandbox extends SandboxServer {
  addReport(report: ReportItem): void;
  addBundle(bundle: BundleItem): void;
  updateReport(alias: string, changes: Partial<ReportItem>): void;
  updateBundle(id: string | number, changes: Partial<BundleItem>): void;
  removeItem(kind: ItemKind, id: string | number): void;
  /** Called before each page is sent: items that the hook adds or removes shift the next page. */
  onList(hook: (call: ListCall) => void): void;
  readonly issuedTokens: readonly string[];
  /** The next call with any of them returns 401. */
  revokeTokens(): void;
}

/** OAuth, the two lists and the downloads. The content can change while it runs. */
export async function startThreatVision(options: ThreatVisionOptions = {}): Promise<ThreatVisionSandbox> {
  const { content = { reports: [], bundles: [] }, fromInclusive = true, pageSize = 10 } = options;
  const reports = itemList(content.reports, ({ alias }) => alias);
  const bundles = itemList(content.bundles, ({ id }) => String(id));
  const hooks: ((call: ListCall) => void)[] = [];
  const logins = oauth(options);

  function handle(request: SandboxRequest): SandboxResponse {
    if (request.method === 'POST' && request.path === '/oauth/token') return logins.token(request);
    if (!logins.admits(request)) return failure(401, 'Unauthorized');
    if (request.method !== 'GET') return failure(404, 'Not found');
    if (request.path === listPaths.reports) return list('reports', request);
    if (request.path === listPaths.bundles) return list('bundles', request);
    return download(request.path) ?? failure(404, 'Not found');
  }

  function list(kind: ItemKind, { query, headers }: SandboxRequest): SandboxResponse {
    const call = listQuery(query);
    if (typeof call === 'string') return failure(400, call);
    const from = { at: call.from, inclusive: fromInclusive };
    // The host name of the request, because the client sends no token to another origin.
    const base = server.url.replace(/(?<=\/\/)[^/]+/, headers.host ?? '$&');
    const entriesByKind =
      kind === 'reports'
        ? { reports: reports.page(from, call.offset, pageSize).map((item) => reportEntry(item, base)) }
        : { ioc_bundles: bundles.page(from, call.offset, pageSize).map((item) => bundleEntry(item, base)) };
    const page = json(200, { success: true, ...entriesByKind });
    const entries = (entriesByKind.reports ?? entriesByKind.ioc_bundles).length;
    for (const hook of hooks) hook({ kind, offset: call.offset, entries });
    return page;
  }

  function download(path: string): SandboxResponse | undefined {
    const [, place = '', id = '', format = ''] = /^(.+)\/([^/]+)\.([a-z]+)$/.exec(path) ?? [];
    if (!isFormat(format)) return undefined;
    const file =
      place === listPaths.reports
        ? reportFile(id, format)
        : place === listPaths.bundles
          ? bundleFile(id, format)
          : undefined;
    return file === undefined ? undefined : sendDownload(file, format);
  }
  function reportFile(id: string, format: Format): Download | undefined {
    const report = reports.find(decoded(id));
    return report && reportDownload(report, format);
  }
  function bundleFile(id: string, format: Format): Download | undefined {
    const bundle = bundles.find(decoded(id));
    return bundle && bundleDownload(bundle, format);
  }

  const server = await startServer(handle, options);
  return {
    ...server,
    get peakConcurrency() {
      return server.peakConcurrency;
    },
    addReport: (report) => reports.add(report),
    addBundle: (bundle) => bundles.add(bundle),
    updateReport: (alias, changes) => reports.update(alias, changes),
    updateBundle: (id, changes) => bundles.update(String(id), changes),
    removeItem: (kind, id) => (kind === 'reports' ? reports : bundles).remove(String(id)),
    onList: (hook) => {
      hooks.push(hook);
    },
    issuedTokens: logins.issued,
    revokeTokens: () => logins.revokeTokens(),
  };
}

/** An invalid escape is left unchanged. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
