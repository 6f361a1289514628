import { instruments } from '../../metrics/index.ts';
import { joinChunks } from '../gzip/chunk.ts';
import { gzipBody } from '../gzip/gzip-body.ts';
import type { Encoding, Format } from '../negotiate.ts';
import { END_OF_OPENMETRICS, type HeaderChunks } from '../text/header.ts';
import type { Page } from './page.ts';

/** In the place of a tenant's name: the series of the exporter that belong to no tenant. No tenant has this name. */
export const EXPORTER = '';

/** Which of the bodies. */
export interface BodyVariant {
  readonly format: Format;
  readonly encoding: Encoding;
  /** That one alone, or {@link EXPORTER}. */
  readonly tenant?: string;
}

/** Families of the exporter that are on each tenant's page too: alerts need them where nothing else is scraped. */
const ON_EVERY_PAGE: ReadonlySet<string> = new Set([instruments.buildInfo.name, instruments.demoMode.name]);

/** The bytes of an answer: the chunks one after the other, `length` in all. */
export interface BodyBytes {
  readonly buffers: readonly Buffer[];
  readonly length: number;
}

export interface Assembly extends BodyVariant {
  /** By family, in the order of the page. */
  readonly headers: ReadonlyMap<string, HeaderChunks>;
  /** By tenant, from each source. */
  readonly pages: readonly ReadonlyMap<string, Page>[];
}

/** Lists what is to be sent: each family once, with the lines of all tenants under its header. */
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

/** Shorter chunks are copied together, and shorter bodies whole: each chunk costs its writing, whatever its length. */
const SHORT_CHUNK_BYTES = 16_384;
const SHORT_BODY_BYTES = 1_048_576;

function gathered(buffers: readonly Buffer[]): BodyBytes {
  const length = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  if (length < SHORT_BODY_BYTES) return { buffers: [Buffer.concat(buffers)], length };
  const chunks: Buffer[] = [];
  let short: Buffer[] = [];
  const endShort = () => {
    if (short.length > 0) chunks.push(Buffer.concat(short));
    short = [];
  };
  for (const buffer of buffers) {
    if (buffer.length < SHORT_CHUNK_BYTES) {
      short.push(buffer);
    } else {
      endShort();
      chunks.push(buffer);
    }
  }
  endShort();
  return { buffers, length };
}
