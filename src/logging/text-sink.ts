/** Destination for text: a stream, or a buffer of a test. */
export interface TextSink {
  write(text: string): unknown;
}
