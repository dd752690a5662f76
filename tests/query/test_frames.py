"""Frames come out as they went in, however the bytes are cut."""

from __future__ import annotations

import socket
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from treatygraph.query.frames import CONTENT, END, HEAD, Unpacker, pack, receive_frame

frames = st.lists(st.tuples(st.sampled_from([HEAD, CONTENT, END]), st.binary(max_size=50)))


@given(frames, st.lists(st.integers(0, 200)))
def test_frames_do_not_depend_on_where_bytes_are_cut(
    sent: list[tuple[int, bytes]], cuts: list[int]
) -> None:
    whole = b"".join(pack(*frame) for frame in sent)
    places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    unpacker = Unpacker()
    pieces = [whole[a:b] for a, b in pairwise(places)]
    assert [frame for piece in pieces for frame in unpacker.feed(piece)] == sent


def test_a_frame_longer_than_a_buffer_comes_through_a_socket() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(pack(HEAD, b"{}") + pack(CONTENT, b"x" * 50_000))
        assert receive_frame(theirs) == (HEAD, b"{}")
        assert receive_frame(theirs) == (CONTENT, b"x" * 50_000)
