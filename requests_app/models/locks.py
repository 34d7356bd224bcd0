"""What advisory locks are about: each number is one kind of work; a second key, if there is one, is the row it is done on."""

from enum import IntEnum, unique


@unique
class Lock(IntEnum):
    """The first key of a lock."""

    SWEEP = 61030
    LIST_CHANGES = 61031  # puts the notes of such changes in the order of their commits
    COMPARE_REQUEST = 61033
    MAKE_PACKAGE = 61034
    REMIND = 61035
    NIGHTLY = 61036
    READ_BATCH = 61037
    BEGIN_REAUDIT = 61038
    DIGEST = 61039
    NAME_KEEPERS = 61040
    WATCH_LOOKS = 61043
    FINISH_BATCH = 61052
    REVIEW_RIGHTS = 61051
