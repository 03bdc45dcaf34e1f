"""A headless Chromium that draws pages, and tells how they look: spoken to by its own debugging protocol."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from tests.looks.png import indexed

SWITCHES = (
    "--headless",
    "--no-sandbox",  # as root, as in a container, there is none
    "--no-zygote",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # a page asks this machine alone
    "--remote-debugging-port=0",
    "about:blank",
)


LOADED = "Page.loadEventFired"
PIXELS = """
(async () => {
  const image = new Image();
  image.src = "data:image/png;base64,%s";
  await image.decode();
  const drawing = new OffscreenCanvas(image.width, image.height).getContext("2d");
  drawing.drawImage(image, 0, 0);
  const pixels = drawing.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let at = 0; at < pixels.length; at += 9999) text += String.fromCharCode(...pixels.subarray(at, at + 9999));
  return [image.width, image.height, btoa(text)];
})()
"""
"""A script that returns the pixels of a PNG."""


class Tab:
    """A page of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, address: str) -> None:
        """Take the line to the browser, and the address of the pages."""
        self._socket = socket
        self._address = address
        self._numbers = itertools.count(1)
        self._session: str | None = None
        self._happened: set[str] = set()

    async def open(self) -> None:
        """Open the tab."""
        target = await self._ask("Target.createTarget", url="about:blank")
        attached = await self._ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        await self._ask("Page.enable")

    async def show(self, page: str, width: int, scale: float = 1) -> None:
        """Show a page in a window of a width, and wait until it is drawn."""
        await self._ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=scale, mobile=False
        )
        self._happened.discard(LOADED)
        await self._ask("Page.navigate", url=f"{self._address}/{page}")
        while LOADED not in self._happened:
            await self._receive()
        await self.value("window.drawn")

    async def value(self, script: str) -> Any:
        """Return the value of a script, a promised one once it is there."""
        said = await self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in said:
            raise RuntimeError(json.dumps(said["exceptionDetails"]))
        return said["result"].get("value")

    async def picture(self, selector: str) -> bytes:
        """Return a small PNG of the first element that *selector* finds."""
        script = f"JSON.stringify(document.querySelector('{selector}').getBoundingClientRect())"
        box = json.loads(await self.value(script))
        clip = {name: box[name] for name in ("x", "y", "width", "height")} | {"scale": 1}
        shot = await self._ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        width, height, pixels = await self.value(PIXELS % shot["data"])
        return indexed(width, height, base64.b64decode(pixels))

    async def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command to the browser, and return its result."""
        number = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        await self._socket.send_json({"id": number, "method": method, "params": params, **session})
        while (told := await self._receive()).get("id") != number:
            pass
        if "error" in told:
            raise RuntimeError(f"{method}: {told['error']}")
        result: dict[str, Any] = told["result"]
        return result

    async def _receive(self) -> dict[str, Any]:
        """Return the next message of the browser, and keep the name of an event."""
        told: dict[str, Any] = await self._socket.receive_json()
        if "method" in told:
            self._happened.add(told["method"])
        return told


@asynccontextmanager
async def browser(tool: Path, pages: dict[str, str]) -> AsyncIterator[Tab]:
    """Start the Chromium of *tool*, and serve it *pages* by name beside what its packages bring."""
    async with _served(tool, pages) as address:
        with tempfile.TemporaryDirectory() as profile:
            process = await asyncio.create_subprocess_exec(
                tool / "chromium-here",
                f"--user-data-dir={profile}",
                *SWITCHES,
                env={**os.environ, "HOME": profile},
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                async with (
                    aiohttp.ClientSession() as session,
                    session.ws_connect(await _debugger(process), max_msg_size=0) as socket,
                ):
                    tab = Tab(socket, address)
                    await tab.open()
                    yield tab
            finally:
                process.kill()
                await process.wait()


async def _debugger(process: asyncio.subprocess.Process) -> str:
    """Return the address at which a browser that has just started takes commands."""
    assert process.stderr
    said = []
    async for line in process.stderr:
        said.append(line.decode(errors="replace"))
        if "DevTools listening on" in said[-1]:
            return said[-1].split()[-1]
    raise RuntimeError("".join(said))


@asynccontextmanager
async def _served(tool: Path, pages: dict[str, str]) -> AsyncIterator[str]:
    """Serve pages and packages on loopback; yield the address."""

    async def page(request: web.Request) -> web.Response:
        text = pages.get(request.match_info["page"])
        return web.Response(text=text, content_type="text/html") if text else web.Response(status=404)

    app = web.Application()
    app.router.add_static("/node_modules", tool / "node_modules")
    app.router.add_get("/{page}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
