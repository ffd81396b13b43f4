from uuid import RFC_4122

from est.identity import new_id, new_ids


def test_ids_of_one_call_are_version_7_unique_and_in_order() -> None:
    """The rows of one batch keep their order when they are sorted by identity."""
    ids = new_ids(10_000)
    assert ids == sorted(ids)
    assert len(set(ids)) == 10_000


def test_an_id_says_what_it_is() -> None:
    """An identity is a UUID of version 7 of the standard variant."""
    identity = new_id()
    assert (identity.version, identity.variant) == (7, RFC_4122)


def test_two_calls_in_the_same_millisecond_differ() -> None:
    """Identities made one by one do not collide."""
    assert len({new_id() for _ in range(2_000)}) == 2_000
