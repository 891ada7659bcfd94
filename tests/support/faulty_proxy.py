#!/usr/bin/env python3
"""A network as bad as a basement's: HTTP/1.1 from a random port of this machine to
the program, with every fault that a phone meets. What only a broken machine between
would do, it does when it is asked to: bring one sending twice, at the same time.

In Python: Proxy(port_of_the_program, seed); .port, .rough, .close().
On a command line, for tests in other languages:

    faulty_proxy.py PORT SEED [PERCENT]     says its own port on a line
    rough | calm                lines on standard input; the end of it ends the proxy

What happens to a request is drawn from the seed, in the order in which requests
come; so the same seed gives the same plan, and threads decide who meets what."""
import asyncio
import collections
import random
import socket
import struct
import sys
import threading

LINE_MAX = 1 << 16
FAULTS = {
    # What may happen to a request that meets a fault, and how often.
    "slow": 12,     # both ways, a third of a second at most
    "refused": 7,       # no connection
    "lost request": 7,  # taken, and never brought on
    "lost answer": 8,   # carried out, and nobody is told
    "cut answer": 7,    # the first bytes of it
    "late request": 4,  # the phone has given up when it gets there
}
TWICE = 5       # beside the FAULTS
STREAM_S = (0.05, 1.2)      # how long a stream lives when the network is rough
SLOW_S = 0.3
LATE_S = 1.2    # by then the phone has sent it again, or says something else


class Head:
    """The head of a request or an answer, and how long its body is (None: to the end)."""

    def __init__(self, raw):
        self.raw = raw
        lines = raw.decode("latin-1").split("\r\n")
        self.first = lines[0]
        self.fields = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}

    @property
    def length(self):
        return int(self.fields["content-length"]) if "content-length" in self.fields else None

    @property
    def streams(self):
        return self.fields.get("content-type", "").startswith("text/event-stream")

    @property
    def bare(self):
        status = self.first.split(" ")[1]
        return status in ("204", "304") or status.startswith("1")


async def read_head(reader):
    """None at the end of the connection."""
    try:
        return Head(await reader.readuntil(b"\r\n\r\n"))
    except (asyncio.IncompleteReadError, OSError):
        return None


def cut(writer):
    """Away at once, as when the power of the switch goes: a reset, no farewell."""
    if writer is None:
        return
    sock = writer.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()


class Proxy:
    def __init__(self, target, seed, percent=45, doubles=False):
        """percent: of the requests that meet a fault."""
        self.percent = percent
        self.faults = {**FAULTS, "twice": TWICE} if doubles else FAULTS
        self.target, self.random, self.rough = target, random.Random(seed), True
        self.met = collections.Counter()
        self.under_way = 0      # late requests that the program has not answered yet
        self.tasks = set()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        self.ready.wait()

    def _run(self):
        asyncio.run(self._serve())

    async def _serve(self):
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._client, "127.0.0.1", 0, limit=LINE_MAX)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await self.over.wait()
        server.close()
        for t in list(self.tasks):
            t.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def close(self):
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join()

    def _fate(self):
        if not self.rough:
            return "none"
        fate = "none"
        if self.random.uniform(0, 100) < self.percent:
            fate = self.random.choices(list(self.faults), self.faults.values())[0]
        self.met[fate] += 1
        return fate

    async def _client(self, reader, writer):
        task = asyncio.current_task()
        self.tasks.add(task)
        link = [None, None] # to the program, opened when it is needed
        try:
            while await self._request(reader, writer, link):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            cut(writer) # the program is away, or was killed in mid-answer
        except asyncio.CancelledError:
            pass
        finally:
            self.tasks.discard(task)
            for w in (writer, link[1]):
                if w is not None:
                    w.close()

    async def _forward(self, link, request, body):
        """Brings a request to the program. A connection kept from before may have
        died with it: then nothing was read from it, and the phone is told by a cut."""
        if link[1] is None or link[1].is_closing():
            link[0], link[1] = await asyncio.open_connection("127.0.0.1", self.target, limit=LINE_MAX)
        link[1].write(request.raw + body)
        await link[1].drain()

    async def _request(self, reader, writer, link):
        """One request and its answer. False: the connection is over."""
        request = await read_head(reader)
        if request is None:
            return False
        body = await reader.readexactly(request.length or 0)
        fate = self._fate()
        if fate == "late request":
            self.under_way += 1
            try:
                return await self._carry(reader, writer, link, request, body, fate)
            finally:
                self.under_way -= 1
        return await self._carry(reader, writer, link, request, body, fate)

    async def _carry(self, reader, writer, link, request, body, fate):
        if fate in ("refused", "lost request"):
            cut(writer)
            return False
        if fate == "slow":
            await asyncio.sleep(self.random.uniform(0, SLOW_S))
        if fate == "late request":
            cut(writer)
            await asyncio.sleep(self.random.uniform(0.05, LATE_S))
        if fate == "twice" and request.first.startswith("POST "):
            other = asyncio.create_task(self._beside(request, body))
            self.tasks.add(other)
            other.add_done_callback(self.tasks.discard)
        await self._forward(link, request, body)
        answer = await read_head(link[0])
        if answer is None:
            raise OSError("the program is gone")
        if answer.streams and fate not in ("lost answer", "late request"):
            await self._stream(reader, writer, link, answer)
            return False
        data = b"" if answer.bare or request.first.startswith("HEAD ") else await link[0].readexactly(answer.length or 0)
        if fate in ("lost answer", "late request"):
            cut(writer)
            return False
        if fate == "slow":
            await asyncio.sleep(self.random.uniform(0, SLOW_S))
        whole = answer.raw + data
        if fate == "cut answer":
            writer.write(whole[:self.random.randrange(len(whole))])
            await writer.drain()
            cut(writer)
            return False
        writer.write(whole)
        await writer.drain()
        return "close" not in answer.fields.get("connection", "").lower()

    async def _beside(self, request, body):
        """The same once more, by a way of its own; nobody hears the answer."""
        self.under_way += 1
        link = [None, None]
        try:
            await self._forward(link, request, body)
            answer = await read_head(link[0])
            if answer is not None and not answer.bare:
                await link[0].readexactly(answer.length or 0)
        except (OSError, asyncio.IncompleteReadError):
            pass    # the program was killed
        finally:
            self.under_way -= 1
            cut(link[1])

    async def _stream(self, reader, writer, link, answer):
        """Bytes as they come; when it is rough, for a moment and to a random byte."""
        writer.write(answer.raw)
        end = self.loop.time() + self.random.uniform(*STREAM_S)
        while True:
            try:
                data = await asyncio.wait_for(link[0].read(1 << 16), 0.1)
            except asyncio.TimeoutError:
                data = None
            if data == b"":
                return
            if self.rough and self.loop.time() > end:
                if data:
                    writer.write(data[:self.random.randrange(len(data))])
                await writer.drain()
                self.met["cut stream"] += 1
                cut(writer)
                return
            if data:
                writer.write(data)
                await writer.drain()
            if writer.is_closing() or reader.at_eof():
                return


def main():
    proxy = Proxy(*(int(a) for a in sys.argv[1:]))
    print(proxy.port, flush=True)
    for line in sys.stdin:
        proxy.rough = line.strip() == "rough"
        print("ok", flush=True)
    print(" ".join(f"{k.replace(' ', '-')}={n}" for k, n in sorted(proxy.met.items())), flush=True)
    proxy.close()


if __name__ == "__main__":
    main()
