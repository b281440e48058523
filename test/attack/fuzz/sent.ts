/** A request that is sent again where its connection had just been closed for idleness, as every client of kept connections has to. */
export async function sent(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    // A server that is gone refuses the second one, too.
    if (cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_SOCKET') return fetch(url, init);
    throw error;
  }
}
