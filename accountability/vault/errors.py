"""What goes wrong in the vault. No text here ever holds content or a key."""


class VaultError(Exception):
    """The base: whoever catches it gives nothing out."""


class SealBrokenError(VaultError):
    """A stored value is not what was sealed there: swapped, changed, readable."""


class KeyMissingError(VaultError):
    """No key was ever made for the case, or the store is not the right one."""


class KeyDestroyedError(VaultError):
    """The case was erased: its key is gone for good."""


class KeyExistsError(VaultError):
    """A case has one key; a second one would lose what the first has sealed."""


class MasterKeyMissingError(VaultError):
    """The master key of this version is not at hand."""


class MasterKeysUnusableError(VaultError):
    """The file of master keys can't be used: missing, damaged or open to others."""


class StreamBrokenError(VaultError):
    """An encrypted file was cut, extended, changed or put in another's place."""
