// Verifies a decision of Masthead: for Node, Deno, Bun, and edges that run JavaScript.
// It needs Web Crypto with Ed25519, and nothing else.

const text = new TextDecoder();

function bytes(base64url) {
  if (!/^[A-Za-z0-9_-]+$/.test(base64url)) throw new Error('this is no token');
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * The claims of `token`, if it holds at `now` (seconds since 1970) for `expected`
 * ({ issuer, audience, story }) under `keys`, the list at /.well-known/jwks.json.
 * Throws otherwise. A wall is signed too: show the page only if `dec` is "open".
 */
export async function verifyDecision(token, keys, expected, now = Date.now() / 1000) {
  const parts = token.length <= 4096 ? token.split('.') : [];
  if (parts.length !== 3) throw new Error('this is no token');
  const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(text.decode(bytes(part))));
  // One algorithm, and no key but one that the paper lists: whatever the header says besides.
  if (header.alg !== 'EdDSA' || header.typ !== 'decision+jwt' || Object.keys(header).length !== 3) {
    throw new Error('the header is not that of a decision');
  }
  const jwk = keys.keys.find((key) => key.kid === header.kid && key.kty === 'OKP' && key.crv === 'Ed25519');
  if (!jwk) throw new Error('no key has this id: read the list again');
  const { kty, crv, x } = jwk;
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x }, { name: 'Ed25519' }, false, ['verify']);
  const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
  if (!(await crypto.subtle.verify({ name: 'Ed25519' }, key, bytes(parts[2]), signed))) {
    throw new Error('the signature does not hold');
  }
  const { issuer, audience, story } = expected;
  if (claims.iss !== issuer || claims.aud !== audience || claims.story !== story) {
    throw new Error('it is about something else');
  }
  if (!(now < claims.exp) || claims.exp - claims.iat > 3600 || claims.iat > now + 60) {
    throw new Error('its time is over, or has not begun');
  }
  return claims;
}
