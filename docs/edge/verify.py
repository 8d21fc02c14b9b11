"""Verifies a decision of Masthead with joserfc (pip install joserfc)."""

from joserfc import jwt
from joserfc.jwk import KeySet


def verify_decision(token, keys, issuer, audience, story, now):
    """The claims of `token`, if it holds at `now` (seconds since 1970) under `keys`, the
    list at /.well-known/jwks.json. Raises otherwise. A wall is signed too: show the
    page only if `dec` is "open"."""
    decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=["EdDSA"])
    if set(decoded.header) != {"alg", "kid", "typ"} or decoded.header["typ"] != "decision+jwt":
        raise ValueError("the header is not that of a decision")
    claims = decoded.claims
    if (claims["iss"], claims["aud"], claims["story"]) != (issuer, audience, story):
        raise ValueError("it is about something else")
    if now >= claims["exp"] or claims["exp"] - claims["iat"] > 3600 or claims["iat"] > now + 60:
        raise ValueError("its time is over, or has not begun")
    return claims
