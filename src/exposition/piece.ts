import { constants, crc32, deflateRawSync } from 'node:zlib';
import { joinCrc, shiftOf } from './crc32.ts';

/**
 * A stretch of the page, ready to be sent in both encodings and never changed afterwards. `deflated` holds raw DEFLATE
 * blocks (RFC 1951) that end on a byte boundary, refer to nothing before them and are not the stream's last: so pieces
 * are joined by putting them one after the other, in either encoding.
 */
export interface Piece {
  readonly text: readonly Buffer[];
  readonly textLength: number;
  readonly deflated: readonly Buffer[];
  /** CRC-32 of the text, and what {@link joinCrc} needs to append it to another's. */
  readonly crc: number;
  readonly crcShift: number;
}

export function pieceOf(text: Buffer, deflated: Buffer): Piece {
  return {
    text: [text],
    textLength: text.length,
    deflated: [deflated],
    crc: crc32(text),
    crcShift: shiftOf(text.length),
  };
}

/** For a page that is never sent in gzip. */
export function plainPieceOf(text: Buffer): Piece {
  return { text: [text], textLength: text.length, deflated: [], crc: 0, crcShift: 0 };
}

/** For short or seldom changed text. */
export function pieceOfText(text: string): Piece {
  const bytes = Buffer.from(text);
  return pieceOf(bytes, deflateRawSync(bytes, { level: 1, finishFlush: constants.Z_SYNC_FLUSH }));
}

export function join(pieces: readonly Piece[]): Piece {
  const textLength = pieces.reduce((sum, piece) => sum + piece.textLength, 0);
  return {
    text: pieces.flatMap(({ text }) => text),
    textLength,
    deflated: pieces.flatMap(({ deflated }) => deflated),
    crc: pieces.reduce((crc, piece) => joinCrc(crc, piece.crc, piece.crcShift), 0),
    crcShift: shiftOf(textLength),
  };
}
