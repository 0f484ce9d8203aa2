"""Disclosure control: numbers that cannot be turned back into people. Pure.

``domains`` what a case is counted under, ``plans`` what is measured with how much
noise, ``contributions`` which cases count, ``noise`` and ``measurements`` the protected
counts, ``fit`` and ``integers`` one consistent cube of them, ``margins`` how sure a
figure is. What may be asked of a cube: ``accountability.release.community``, which the
public plane knows too. The specification is PRIVACY.md, section A.
"""
