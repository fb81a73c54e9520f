"""Who has answered in a round, so that each account answers once, without a list of accounts.

The register holds tags: HMACs under keys of the round, cut to 16 bytes. Without the round's key no account can be
tried against it (a plain hash of an account is found by trying all 10^10 of them, which takes ten minutes). Tags
are kept sorted, and are as good as random to whoever lacks the key: their order does not tell who came first.

All tags of a round lie in the box together, sealed anew at every tick: kept elsewhere from one opening to the next, as
they once were, those still in the box were the tags of the few whose answers lay beside them.
"""

import hmac
import struct
from dataclasses import asdict, dataclass, field
from itertools import chain

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.ballot import Ballot

_TAG = struct.Struct("16s")
_COUNT = struct.Struct(">I")


@dataclass(repr=False)
class AccountRegister:
    """The tags seen in a round.

    Args:
        accounts: of accounts, for the whole round; of an officer's tablet, those of its ballots instead.
        ballots: of ballots, up to the next opening: with them and a receipt, a withdrawn answer could be guessed.
    """

    accounts: set[bytes] = field(default_factory=set)
    ballots: set[bytes] = field(default_factory=set)

    def take_all(self, other: "AccountRegister") -> None:
        """Note what another register has noted."""
        self.accounts |= other.accounts
        self.ballots |= other.ballots

    def to_bytes(self) -> bytes:
        """Write it so that the same contents give the same bytes, however they came about."""
        return b"".join([_COUNT.pack(len(self.accounts)), *sorted(self.accounts), *sorted(self.ballots)])

    @classmethod
    def from_bytes(cls, content: bytes) -> "AccountRegister":
        """Read what `to_bytes` has written."""
        (accounts,) = _COUNT.unpack_from(content)
        ballots_at = _COUNT.size + accounts * _TAG.size
        return cls(_tags(content[_COUNT.size : ballots_at]), _tags(content[ballots_at:]))


class Tagger:
    """Makes the tags of one round, under the round's own key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._account_key = _derived(key, b"account tags")
        self._ballot_key = _derived(key, b"ballot tags")

    def of_account(self, account: int) -> bytes:
        """Return the tag of a Telegram account, from its id."""
        return _tag(self._account_key, str(account))

    def of_ballot(self, ballot: Ballot, account: int | None) -> bytes:
        """Return the tag of a ballot with all that is in it, sent from that account, or from an officer's tablet.

        It cannot be made without the ballot's number, which is kept nowhere.
        """
        return _tag(self._ballot_key, repr([account, asdict(ballot)]))


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"Local Views " + purpose).derive(key)


def _tag(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")[: _TAG.size]


def _tags(content: bytes) -> set[bytes]:
    return set(chain.from_iterable(_TAG.iter_unpack(content)))
