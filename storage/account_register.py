"""Who has answered in a round, so that each account answers once, without a list of accounts.

The register holds tags: HMACs under keys of the round, cut to 16 bytes. It is kept as one block, encrypted
and padded to 64 KiB, doubling when full, so that its size tells at most the order of magnitude of its tags.
The tags are kept sorted, and are as good as random to whoever lacks the key: their order does not tell who
came first. Without the round's key no account can be tried against it (a plain hash of an account is found by
trying all of them).
"""

import hmac
import secrets
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import chain

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.ballot import Ballot
from storage.errors import RegisterUnreadable

SMALLEST_SEALED = 64 * 1024
_TAG = struct.Struct("16s")
_NONCE_BYTES = 12
_SEAL_BYTES = 16
_COUNTS = struct.Struct(">III")
_EVENT = struct.Struct(">5sI")


@dataclass(frozen=True, repr=False)
class AccountRegister:
    """The tags of the accounts and ballots seen in a round, and the exact count of each event."""

    accounts: frozenset[bytes] = frozenset()
    ballots: frozenset[bytes] = frozenset()
    events: Mapping[str, int] = field(default_factory=dict)

    def with_ballot(self, account_tag: bytes, ballot_tag: bytes) -> "AccountRegister":
        """Return the register with one more ballot in it."""
        return replace(self, accounts=self.accounts | {account_tag}, ballots=self.ballots | {ballot_tag})

    def with_event(self, code: str) -> "AccountRegister":
        """Return the register with one more answer from the event with that code of five letters."""
        return replace(self, events={**self.events, code: self.events.get(code, 0) + 1})

    def to_bytes(self) -> bytes:
        """Write it so that the same contents give the same bytes, however they came about."""
        counts = _COUNTS.pack(len(self.accounts), len(self.ballots), len(self.events))
        events = (_EVENT.pack(code.encode(), count) for code, count in sorted(self.events.items()))
        return b"".join([counts, *sorted(self.accounts), *sorted(self.ballots), *events])

    @classmethod
    def from_bytes(cls, content: bytes) -> "AccountRegister":
        """Read what `to_bytes` has written; what follows it is padding."""
        accounts, ballots, events = _COUNTS.unpack_from(content)
        ballots_at = _COUNTS.size + accounts * _TAG.size
        events_at = ballots_at + ballots * _TAG.size
        counted = _EVENT.iter_unpack(content[events_at : events_at + events * _EVENT.size])
        return cls(
            accounts=_tags(content[_COUNTS.size : ballots_at]),
            ballots=_tags(content[ballots_at:events_at]),
            events={code.decode(): count for code, count in counted},
        )


class RegisterSeal:
    """What makes the tags of one round and seals its register, all under the round's own key of 32 bytes."""

    def __init__(self, round_name: str, key: bytes) -> None:
        self._round_name = round_name
        self._cipher = ChaCha20Poly1305(_derived(key, b"register seal"))
        self._account_key = _derived(key, b"account tags")
        self._ballot_key = _derived(key, b"ballot tags")

    def account_tag(self, account: int) -> bytes:
        """Return the tag of a Telegram account, from its id."""
        return _tag(self._account_key, str(account))

    def ballot_tag(self, ballot: Ballot, account: int) -> bytes:
        """Return the tag of a ballot with all that is in it, sent from that account."""
        return _tag(self._ballot_key, repr([account, asdict(ballot)]))

    def seal(self, register: AccountRegister) -> bytes:
        """Return the register padded and encrypted, each time under a fresh nonce."""
        content = register.to_bytes()
        size = SMALLEST_SEALED
        while size < _NONCE_BYTES + len(content) + _SEAL_BYTES:
            size *= 2
        nonce = secrets.token_bytes(_NONCE_BYTES)
        padded = content.ljust(size - _NONCE_BYTES - _SEAL_BYTES, b"\0")
        return nonce + self._cipher.encrypt(nonce, padded, self._round_name.encode())

    def open(self, sealed: bytes) -> AccountRegister:
        """Return what was sealed. Raises RegisterUnreadable for another key, another round or damage."""
        nonce, encrypted = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            content = self._cipher.decrypt(nonce, encrypted, self._round_name.encode())
        except (InvalidTag, ValueError):
            raise RegisterUnreadable(self._round_name) from None
        return AccountRegister.from_bytes(content)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"Local Views " + purpose).derive(key)


def _tag(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")[: _TAG.size]


def _tags(content: bytes) -> frozenset[bytes]:
    return frozenset(chain.from_iterable(_TAG.iter_unpack(content)))
