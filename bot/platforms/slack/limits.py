"""Slack's documented limits, in one table.

Sources: https://docs.slack.dev/reference/block-kit, .../block-kit/block-elements, .../views and
.../messaging/formatting-message-text. The models of slack_sdk hold most of them too, when they are turned into JSON.
"""

from __future__ import annotations

from functools import partial

from bot.platforms import limits

BLOCKS = 50
"""Blocks of a message."""
BLOCK_TEXT = 13_200
"""Characters of all blocks of a message together; Slack's threads say so, its documentation does not."""
VIEW_BLOCKS = 100
SECTION = 3_000
"""Characters of a section's text."""
NOTE = 3_000
"""Characters of a text in a context block."""
FALLBACK = 4_000
"""Bytes of a message's `text`, beyond which Slack takes no change of one."""
ELEMENTS = 25
"""Elements of an actions block."""
BUTTON = 75
"""Characters of a button's text."""
CHECKBOXES = 10
MENU_ENTRY = 75
"""Characters of an entry of a menu."""
MENU_INVITATION = 150
"""Characters that stand on a menu while nothing is chosen in it."""
BOX = 75
"""Characters of the text of a box to tick; its description takes as many."""
HEADER = 150
"""Characters of a header."""
VIEW_TITLE = 24
"""Characters of a view's title, and of the words on its own buttons."""
INPUT = 3_000
"""Characters that a text input takes."""
METADATA = 3_000
"""Characters of a view's private metadata."""

within = partial(limits.within, "Slack")
"""Raise LimitExceeded when a size is over a limit: `within(what, size, limit)`."""
