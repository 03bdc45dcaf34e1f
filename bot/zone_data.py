"""The zone data of this process: of the system's and the packaged rules the newer ones decide.

Python asks the system's files first, however old they are. A base image of spring 2026 is an hour off in the winter
that follows, in every zone whose rules have changed since.
"""

from __future__ import annotations

import re
import zoneinfo
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata

from bot.ports.checks import CheckResult

PACKAGED = Path(tzdata.__file__).parent / "zoneinfo"
"""The folder of the rules that Prova is installed with."""
STALE = timedelta(days=182)
"""Zone data is said to be old when its release's year is over for so long: several releases come every year."""
_HEADS = ("tzdata.zi", "+VERSION")
"""Files whose beginning tells a folder's release."""
_RELEASE = re.compile(r"(?:# version )?(\d{4}[a-z]+)")


@dataclass(frozen=True, slots=True)
class ZoneData:
    """A folder of zone files; `release` is IANA's, such as `2026f`, and empty where the folder does not tell."""

    folder: Path
    release: str

    @property
    def called(self) -> str:
        """Return the data's origin and release in words."""
        name = "the packaged data" if self.folder == PACKAGED else f"the system's data in {self.folder}"
        return f"{name}, {self.release or 'of an unknown release'}"


def use_newest_zone_data() -> None:
    """Let every ZoneInfo of this process come from the newest release there is; a name it lacks, from the others."""
    zoneinfo.reset_tzpath([str(each.folder) for each in known_zone_data()])
    ZoneInfo.clear_cache()


def known_zone_data() -> list[ZoneData]:
    """Return the zone data that this process can read, the newest first."""
    folders = dict.fromkeys([*map(Path, zoneinfo.TZPATH), PACKAGED])
    known = [ZoneData(folder, _release_of(folder)) for folder in folders if folder.is_dir()]
    return sorted(known, key=lambda each: each.release, reverse=True)


def zone_data_result(now: datetime) -> CheckResult:
    """Return the result for the zone data: the one in use, its age, and those left aside."""
    used, *others = known_zone_data()
    aside = "".join(f" Not used: {each.called}." for each in others)
    year = int(used.release[:4] or now.year)
    age = {0: "this year's", 1: "last year's"}.get(max(now.year - year, 0), f"{now.year - year} years old")
    said = f"Time zones follow {used.called} ({age}).{aside}"
    if now - datetime(year, 12, 31, tzinfo=now.tzinfo) < STALE:
        return CheckResult("zones", "ok", said)
    return CheckResult("zones", "warn", f"{said} Rules have changed since: upgrade Prova, or the system's tzdata.")


def _release_of(folder: Path) -> str:
    """Return the release that a folder's files tell, or nothing."""
    for name in _HEADS:
        with suppress(OSError), (folder / name).open(encoding="ascii", errors="replace") as file:
            if told := _RELEASE.match(file.readline(80)):
                return told[1]
    return ""
