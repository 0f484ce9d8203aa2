"""A sealed value opens at its place with its key, and nowhere else (S2, S3)."""

import copy
import pickle
import stat
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.vault.blind import BlindIndex, IndexPurpose
from accountability.vault.envelope import CaseKey, Place, is_sealed
from accountability.vault.errors import (
    KeyDestroyedError,
    KeyExistsError,
    KeyMissingError,
    MasterKeyMissingError,
    MasterKeysUnusableError,
    SealBrokenError,
    VaultError,
)
from accountability.vault.keystore import LEDGER, FileKeyStore
from accountability.vault.master import (
    FileMasterKeys,
    add_master_key,
    load_master_keys,
    retire_master_key,
    write_new_master_keys,
)

KEY = CaseKey("c", {1: b"k" * 32})
HERE = Place("case", "narrative", "row-1")
names = st.text(max_size=12)
places = st.builds(Place, table=names, column=names, row=names)


@given(places, st.binary(max_size=200))
def test_what_is_sealed_is_opened(place: Place, plain: bytes) -> None:
    assert KEY.open(place, KEY.seal(place, plain)) == plain


@given(places, places, st.binary(max_size=50))
def test_a_value_opens_at_no_other_place(one: Place, other: Place, p: bytes) -> None:
    if one != other:
        with pytest.raises(SealBrokenError):
            KEY.open(other, KEY.seal(one, p))


def test_a_flip_of_any_bit_of_any_byte_is_noticed() -> None:
    sealed = KEY.seal(HERE, b"a few words")
    for at in range(len(sealed)):
        for bit in range(8):
            touched = bytearray(sealed)
            touched[at] ^= 1 << bit
            with pytest.raises(SealBrokenError):
                KEY.open(HERE, bytes(touched))


@given(st.binary(max_size=80))
def test_nothing_else_opens(data: bytes) -> None:
    with pytest.raises(SealBrokenError):
        KEY.open(HERE, data)


def test_a_part_of_an_envelope_does_not_open() -> None:
    sealed = KEY.seal(HERE, b"a few words")
    for length in range(len(sealed)):
        with pytest.raises(SealBrokenError):
            KEY.open(HERE, sealed[:length])
    assert not is_sealed(b"a plain text that is long enough to be one, surely")


def test_another_case_opens_nothing() -> None:
    with pytest.raises(SealBrokenError):
        CaseKey("d", {1: b"x" * 32}).open(HERE, KEY.seal(HERE, b"words"))


def test_the_same_words_are_never_the_same_bytes() -> None:
    assert KEY.seal(HERE, b"words") != KEY.seal(HERE, b"words")


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=5))
def test_every_version_stays_readable_and_the_newest_seals(keys: list[bytes]) -> None:
    sealed: list[bytes] = []
    versions: dict[int, bytes] = {}
    for number, key in enumerate(keys, start=1):
        versions[number] = key
        sealed.append(CaseKey("c", versions).seal(HERE, b"%d" % number))
    now = CaseKey("c", versions)
    for number, value in enumerate(sealed, start=1):
        assert now.open(HERE, value) == b"%d" % number
    without_first = {n: k for n, k in versions.items() if n > 1}
    if without_first:
        with pytest.raises(SealBrokenError):
            CaseKey("c", without_first).open(HERE, sealed[0])


def test_files_have_keys_of_their_own() -> None:
    assert len({KEY.file_key("a"), KEY.file_key("b"), b"k" * 32}) == 3
    assert KEY.file_key("a") == KEY.file_key("a", 1)
    with pytest.raises(SealBrokenError):
        KEY.file_key("a", 2)


def test_a_key_is_not_printed_or_written_down() -> None:
    assert "kkk" not in repr(KEY) + str(KEY)
    for attempt in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            attempt(KEY)


def test_names_are_compared_as_people_write_them() -> None:
    index = BlindIndex(b"i" * 32)
    same = {
        index.of(IndexPurpose.DUPLICATE, "1", name)
        for name in ("Zoë Marsh", "zoe\u0308  MARSH ", "ZOË\tMARSH")
    }
    assert len(same) == 1
    others = {
        index.of(IndexPurpose.DUPLICATE, "2", "Zoë Marsh"),
        index.of(IndexPurpose.RECEIPT, "1", "Zoë Marsh"),
        BlindIndex(b"j" * 32).of(IndexPurpose.DUPLICATE, "1", "Zoë Marsh"),
        index.of(IndexPurpose.DUPLICATE, "1Zoë", "Marsh"),
    }
    assert not same & others


@pytest.fixture
def masters(tmp_path: Path) -> Path:
    path = tmp_path / "master.json"
    write_new_master_keys(path)
    return path


@pytest.fixture
def store(tmp_path: Path, masters: Path) -> FileKeyStore:
    return FileKeyStore(tmp_path / "keys", FileMasterKeys.from_file(masters))


def test_a_key_is_made_once_and_found_again(store: FileKeyStore) -> None:
    case = str(uuid4())
    sealed = store.create(case).seal(HERE, b"words")
    assert store.open(case).open(HERE, sealed) == b"words"
    with pytest.raises(KeyExistsError):
        store.create(case)
    with pytest.raises(KeyMissingError):
        store.open(str(uuid4()))


def test_nobody_else_can_read_what_is_stored(store: FileKeyStore) -> None:
    store.create(str(uuid4()))
    for path in [store.directory, *store.directory.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_wrapped_key_is_of_one_case(store: FileKeyStore) -> None:
    mine, other = str(uuid4()), str(uuid4())
    store.create(mine)
    store.create(other)
    paths = {p.stem: p for p in store.directory.glob("*/*.key")}
    paths[mine].write_bytes(paths[other].read_bytes())
    with pytest.raises(SealBrokenError):
        store.open(mine)
    paths[mine].write_bytes(b"{torn")
    with pytest.raises(VaultError):
        store.open(mine)


def test_rotation_goes_on_where_it_was_cut_short(
    store: FileKeyStore, masters: Path
) -> None:
    cases = [str(uuid4()) for _ in range(9)]
    sealed = {case: store.create(case).seal(HERE, case.encode()) for case in cases}
    assert add_master_key(masters) == 2
    now = FileKeyStore(store.directory, FileMasterKeys.from_file(masters))
    assert now.gauge() == {1: 9}
    assert [now.rewrap(case) for case in cases[:4]] == [True] * 4
    assert not now.rewrap(cases[0])
    assert now.gauge() == {1: 5, 2: 4}
    for case in cases:  # in the middle all can be read
        assert now.open(case).open(HERE, sealed[case]) == case.encode()
    for case in list(now.behind()):
        now.rewrap(case)
    assert now.gauge() == {2: 9}
    retire_master_key(masters, 1)
    last = FileKeyStore(store.directory, FileMasterKeys.from_file(masters))
    for case in cases:
        assert last.open(case).open(HERE, sealed[case]) == case.encode()
    with pytest.raises(MasterKeysUnusableError):
        retire_master_key(masters, 2)


def test_without_its_master_key_a_key_is_not_had(
    store: FileKeyStore, masters: Path
) -> None:
    case = str(uuid4())
    store.create(case)
    add_master_key(masters)
    retire_master_key(masters, 1)
    with pytest.raises(MasterKeyMissingError):
        FileKeyStore(store.directory, FileMasterKeys.from_file(masters)).open(case)


def test_a_destroyed_key_does_not_come_back(store: FileKeyStore) -> None:
    case = str(uuid4())
    store.create(case)
    (path,) = store.directory.glob("*/*.key")
    before = path.read_bytes()
    assert store.destroy(case)
    assert not store.destroy(case)
    for attempt in (store.open, store.create, store.rewrap):
        with pytest.raises(KeyDestroyedError):
            attempt(case)
    # Put back from a copy of the store, it is still refused.
    path.write_bytes(before)
    with pytest.raises(KeyDestroyedError):
        store.open(case)
    assert list(store.destroyed()) == [case]
    assert (store.directory / LEDGER).read_text().count(case) == 1


@pytest.mark.parametrize("step", ["write", "replace", "unlink", "fsync"])
def test_a_crash_leaves_a_key_whole_or_absent(
    store: FileKeyStore, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    case, old = str(uuid4()), str(uuid4())
    sealed = store.create(old).seal(HERE, b"words")

    def fail(*_: object, **__: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as broken:
        target = {
            "write": "json.dumps",
            "replace": "pathlib.Path.replace",
            "unlink": "pathlib.Path.unlink",
            "fsync": "os.fsync",
        }[step]
        broken.setattr(target, fail)
        with pytest.raises(OSError, match="power cut"):
            store.create(case)
    assert store.open(old).open(HERE, sealed) == b"words"
    try:
        store.open(case)
    except KeyMissingError:
        store.create(case)


def test_a_file_of_master_keys_is_closed_to_others(masters: Path) -> None:
    assert stat.S_IMODE(masters.stat().st_mode) == 0o600
    masters.chmod(0o640)
    with pytest.raises(MasterKeysUnusableError, match="may be read by others"):
        FileMasterKeys.from_file(masters)
    masters.chmod(0o600)
    masters.write_text("{}")
    with pytest.raises(MasterKeysUnusableError, match="damaged"):
        FileMasterKeys.from_file(masters)
    with pytest.raises(FileExistsError):
        write_new_master_keys(masters)


class KeyService:
    """A key service of another kind, as an installation may bring one."""

    current = 7

    def wrap(self, version: int, key: bytes, aad: bytes) -> bytes:
        return bytes(a ^ 0x55 for a in key) + aad

    def unwrap(self, version: int, wrapped: bytes, aad: bytes) -> bytes:
        if not wrapped.endswith(aad):
            raise SealBrokenError
        return bytes(a ^ 0x55 for a in wrapped[:32])

    def index_key(self) -> bytes:
        return b"s" * 32


def test_a_key_service_takes_the_place_of_the_file(tmp_path: Path) -> None:
    service = load_master_keys(None, f"{__name__}:KeyService")
    store = FileKeyStore(tmp_path / "keys", service)
    case = str(uuid4())
    sealed = store.create(case).seal(HERE, b"words")
    assert store.open(case).open(HERE, sealed) == b"words"
    assert store.gauge() == {7: 1}
