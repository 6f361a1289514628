/**
 * How a TCP connection is opened to a host that has several addresses. Node.js goes on to the next address after 250 ms,
 * which a host on another continent does not meet, and then ends at an address that cannot be reached at all. Two seconds
 * leave room for one lost packet, which is sent again after one second (RFC 6298 section 2).
 */
export const DIAL_OPTIONS = {
  /** The attempt timeout has no effect in undici unless this is set too. */
  autoSelectFamily: true,
  autoSelectFamilyAttemptTimeout: 2_000,
} as const;
