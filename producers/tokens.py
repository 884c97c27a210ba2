"""Reference numbers become tokens, with a key that never leaves the partners.

A token is HMAC-SHA-256 over `scheme:canonical value`, its first 128 bits in hex. A plain hash
would not do: all Lancashire case references of six years can be enumerated in two minutes.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

KEY_BYTES = 32
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class TokenKey:
    """The partners' shared secret; `id` is its fingerprint, sent as `tokenkey`."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Name the key without giving it away."""
        return _fingerprint(self.secret)

    def token(self, scheme: str, value: str) -> str:
        """Give the token of a canonical value, as 32 hex digits."""
        return hmac.digest(self.secret, f"{scheme}:{value}".encode(), sha256).hex()[:32]


@cache
def _fingerprint(secret: bytes) -> str:
    return hmac.digest(secret, b"fingerprint", sha256).hex()[:12]


def create(path: Path) -> TokenKey:
    """Make a key and keep it, for its owner only. Raises `FileExistsError`: never overwritten."""
    return keep(path, secrets.token_bytes(KEY_BYTES))


def keep(path: Path, secret: bytes) -> TokenKey:
    """Write a key to a new file with mode 600."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=_PRIVATE, exist_ok=False)
    path.write_text(secret.hex() + "\n", encoding="ascii")
    return TokenKey(secret)


def load(path: Path) -> TokenKey:
    """Read a key. Raises `FileNotFoundError`, or `ValueError` when it is not 32 bytes in hex."""
    secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    if len(secret) != KEY_BYTES:
        raise ValueError(f"{path}: a token key is {KEY_BYTES} bytes in hex")
    return TokenKey(secret)
