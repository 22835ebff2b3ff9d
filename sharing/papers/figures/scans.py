"""How often a JPEG paints its picture over: a few hundred bytes more make it as many times slower to decode."""

import re

_MARKER = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
_START, _SCAN, _END = 0xD8, 0xDA, 0xD9
_ALONE = {0x01, _START, *range(0xD0, 0xD8)}  # Markers without a length: restarts, and the beginning.


def scans_of(upload: bytes) -> int:
    """The scans of the first picture in a JPEG file; 0 for what is none. What stands in its notes does not count."""
    if not upload.startswith(b"\xff\xd8"):
        return 0
    scans, at = 0, 2
    while marker := _MARKER.search(upload, at):
        code, at = marker[1][0], marker.end()
        if code == _END:
            break
        scans += code == _SCAN
        if code not in _ALONE:
            at += max(int.from_bytes(upload[at : at + 2]), 2)
    return scans
