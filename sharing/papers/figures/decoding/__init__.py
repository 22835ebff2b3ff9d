"""Decoding images: what runs in a process apart.

The package is started by its path and imported under the name ``decoding``, without Django.
"""
