import { instruments } from '../../metrics/index.ts';
import { joinChunks } from '../gzip/chunk.ts';
import { gzipBody } from '../gzip/gzip-body.ts';
import type { Encoding, Format } from '../negotiate.ts';
import { END_OF_OPENMETRICS, type HeaderChunks } from '../text/header.ts';
import type { Page } from './page.ts';

/** Stands for the exporter's own series where a tenant's name is expected. Tenant names are never empty. */
export const EXPORTER = '';

/** Selects one of the bodies. */
export interface BodyVariant {
  readonly format: Format;
  readonly encoding: Encoding;
  /** Only this tenant, or {@link EXPORTER}; absent: everything. */
  readonly tenant?: string | undefined;
}

/** Families of the exporter that are on every tenant's page too: alerts need them where only `/probe` is scraped. */
const ON_EVERY_PAGE: ReadonlySet<string> = new Set([instruments.buildInfo.name, instruments.demoMode.name]);

/** The bytes of a response: the buffers in order, `length` bytes in total. */
export interface BodyBytes {
  readonly buffers: readonly Buffer[];
  readonly length: number;
}

export interface Assembly extends BodyVariant {
  /** Headers by family name, in page order. */
  readonly headers: ReadonlyMap<string, HeaderChunks>;
  /** Pages by tenant, from each source: the process and the tenants. */
  readonly pages: readonly ReadonlyMap<string, Page>[];
}

/** Assembles a body: each family once, with the lines of all tenants under its header. */
export function assembleBody({ headers, pages, format, encoding, tenant }: Assembly): BodyBytes {
  const pagesOf = (name: string) => pages.flatMap((each) => each.get(name) ?? []);
  const tenants =
    tenant === undefined ? [...new Set(pages.flatMap((each) => [...each.keys()]))].sort() : [tenant];
  const inOrder = tenants.flatMap(pagesOf);
  const shared = tenants.includes(EXPORTER) ? [] : pagesOf(EXPORTER);
  const familyChunks = headers.entries().flatMap(([family, header]) => {
    const shown = ON_EVERY_PAGE.has(family) ? [...shared, ...inOrder] : inOrder;
    const chunks = shown.flatMap((page) => page.chunksByFamily.get(family) ?? []);
    return chunks.length > 0 ? [header[format], ...chunks] : [];
  });
  const end = format === 'openmetrics' ? [END_OF_OPENMETRICS] : [];
  const whole = joinChunks([...familyChunks, ...end]);
  return gathered(encoding === 'gzip' ? gzipBody(whole) : whole.text);
}

/** Shorter buffers are merged, and shorter bodies copied whole: each write to a socket has a fixed cost. */
const SHORT_BUFFER_BYTES = 16_384;
const SHORT_BODY_BYTES = 1_048_576;

function gathered(buffers: readonly Buffer[]): BodyBytes {
  const length = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  if (length < SHORT_BODY_BYTES) return { buffers: [Buffer.concat(buffers)], length };
  const merged: Buffer[] = [];
  let short: Buffer[] = [];
  const endShort = () => {
    if (short.length > 0) merged.push(Buffer.concat(short));
    short = [];
  };
  for (const buffer of buffers) {
    if (buffer.length < SHORT_BUFFER_BYTES) {
      short.push(buffer);
    } else {
      endShort();
      merged.push(buffer);
    }
  }
  endShort();
  return { buffers: merged, length };
}
