"""Who has answered in a round, so that each account answers once, without a list of accounts.

The register holds tags: HMACs under keys of the round, cut to 16 bytes. Without the round's key no account can be
tried against it (a plain hash of an account is found by trying all 10^10 of them, which takes ten minutes). Tags
are kept sorted, and are as good as random to whoever lacks the key: their order does not tell who came first.

All tags of a round lie in the box together, sealed anew at every tick: kept elsewhere from one opening to the next, as
they once were, those still in the box were the tags of the few whose answers lay beside them.
"""

import hmac
import struct
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.ballot import Ballot

_TAG = struct.Struct("16s")
_COUNT = struct.Struct(">I")


@dataclass(repr=False)
class Tags:
    """A set of tags in one piece of memory, where each has 16 bytes; as an object of its own one takes a hundred.

    Args:
        content: the tags, sorted.
    """

    content: bytearray = field(default_factory=bytearray)

    def __len__(self) -> int:
        return len(self.content) // _TAG.size

    def __iter__(self) -> Iterator[bytes]:
        return map(self._at, range(len(self)))

    def __contains__(self, tag: bytes) -> bool:
        place = self._place_of(tag)
        return place < len(self) and self._at(place) == tag

    def add(self, tag: bytes) -> None:
        """Put a tag in, unless it is there."""
        if tag not in self:
            at = self._place_of(tag) * _TAG.size
            self.content[at:at] = tag

    def take_all(self, other: "Tags") -> None:
        """Put in what is in another set."""
        for tag in other:
            self.add(tag)

    def clear(self) -> None:
        """Take all of them out."""
        self.content.clear()

    def _at(self, place: int) -> bytes:
        return bytes(self.content[place * _TAG.size : (place + 1) * _TAG.size])

    def _place_of(self, tag: bytes) -> int:
        return bisect_left(range(len(self)), tag, key=self._at)


@dataclass(repr=False)
class AccountRegister:
    """The tags seen in a round.

    Args:
        accounts: of accounts, for the whole round; of an officer's tablet, of its ballots' numbers instead.
        ballots: of ballots, up to the next opening: with them and a receipt, a withdrawn answer could be guessed.
    """

    accounts: Tags = field(default_factory=Tags)
    ballots: Tags = field(default_factory=Tags)

    def take_all(self, other: "AccountRegister") -> None:
        """Note what another register has noted."""
        self.accounts.take_all(other.accounts)
        self.ballots.take_all(other.ballots)

    def to_bytes(self) -> bytes:
        """Write it so that the same contents give the same bytes, however they came about."""
        return _COUNT.pack(len(self.accounts)) + self.accounts.content + self.ballots.content

    @classmethod
    def from_bytes(cls, content: bytes) -> "AccountRegister":
        """Read what `to_bytes` has written."""
        (accounts,) = _COUNT.unpack_from(content)
        ballots_at = _COUNT.size + accounts * _TAG.size
        return cls(Tags(bytearray(content[_COUNT.size : ballots_at])), Tags(bytearray(content[ballots_at:])))


class Tagger:
    """Makes the tags of one round, under the round's own key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._account_key = _derived(key, b"account tags")
        self._ballot_key = _derived(key, b"ballot tags")

    def of_account(self, account: int) -> bytes:
        """Return the tag of a Telegram account, from its id."""
        return _tag(self._account_key, str(account))

    def of_number(self, number: str) -> bytes:
        """Return the tag of a ballot's number, which tells nothing of what is in it."""
        return _tag(self._account_key, number)

    def of_ballot(self, ballot: Ballot, account: int | None) -> bytes:
        """Return the tag of a ballot with all that is in it, sent from that account, or from an officer's tablet.

        It cannot be made without the ballot's number, which is kept nowhere.
        """
        return _tag(self._ballot_key, repr([account, asdict(ballot)]))


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"Local Views " + purpose).derive(key)


def _tag(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")[: _TAG.size]
