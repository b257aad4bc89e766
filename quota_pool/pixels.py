"""Whether a picture holds the pixels it claims: asked before a canvas of its claimed size is made.

A reader fills what is missing with black or grey; a file of a hundred bytes would become a blank picture of
any size and cost seconds. So the packed bytes are counted first, in constant memory.
"""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE_BYTES = 8
PIECE = 1024 * 1024
# Samples of a pixel by the colour type of its head.
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# The seven passes of an interlaced picture: first column and row, step across and down.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
# A block of 8 × 8 pixels takes a bit at the very least.
PIXELS_OF_A_BYTE = 8 * 64


def are_all_there(content: bytes, kind: str, pixels: int) -> bool:
    """Whether nothing of the picture is missing; a JPEG is held against the least it could take."""
    if kind == "png":
        return _png_is_whole(content)
    return pixels <= len(content) * PIXELS_OF_A_BYTE


def _png_is_whole(content: bytes) -> bool:
    """The packed rows unpack to as many bytes as the head's size, depth and colours ask for."""
    chunks = _chunks(content)
    name, head = next(chunks, (b"", b""))
    if name != b"IHDR" or len(head) != struct.calcsize(">IIBBBBB"):
        return False
    width, height, depth, colours, _packing, _filter, interlaced = struct.unpack(">IIBBBBB", head)
    wanted = _unpacked_bytes(width, height, depth * SAMPLES.get(colours, 1), interlaced)
    unpacker, found = zlib.decompressobj(), 0
    for name, data in chunks:
        while name == b"IDAT" and data and found < wanted:
            found += len(unpacker.decompress(data, PIECE))
            data = unpacker.unconsumed_tail
    return found >= wanted


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = SIGNATURE_BYTES
    while at + 8 <= len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        yield name, content[at + 8 : at + 8 + length]
        at += 12 + length


def _unpacked_bytes(width: int, height: int, bits: int, interlaced: int) -> int:
    if not interlaced:
        return height * (1 + -(-width * bits // 8))
    total = 0
    for column, row, across, down in PASSES:
        columns, rows = -(-max(width - column, 0) // across), -(-max(height - row, 0) // down)
        total += rows * (1 + -(-columns * bits // 8)) if columns else 0
    return total
