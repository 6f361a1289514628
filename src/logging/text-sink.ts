/** Somewhere to write text: a stream, or a test's ear. */
export interface TextSink {
  write(text: string): unknown;
}
