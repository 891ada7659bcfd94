#!/usr/bin/python3
"""A real SMTP server on a free port, for mail_test.c. It knows a few odd people:

  grey@...   is refused for now the first time (greylisting)
  full@...   is refused for now always
  no@...     is refused for good
  lost@...   the message is taken, but the line breaks before the answer, once

usage: smtp_server.py FOLDER [--tls] [--auth USER:PASSWORD] [--banner]

Prints the port, then serves until its standard input closes. Each message is
kept as FOLDER/NNN.eml as it came and FOLDER/NNN.txt as Python's own parser
reads it. --tls offers STARTTLS with a certificate made for the occasion, left
in FOLDER/cert.pem; --banner refuses everybody at the door.
"""
import asyncio
import email
import email.policy
import ssl
import subprocess
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult


def describe(raw, rcpt):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    lines = [f"rcpt={','.join(rcpt)}"]
    lines += [f"{name}={message[name]}" for name in ("from", "to", "subject", "date", "message-id", "auto-submitted")]
    lines.append(f"headers={len(message.items())}")
    for part in message.walk():
        if part.is_multipart():
            lines.append(f"multi={part.get_content_type()}")
            continue
        method = part.get_param("method") or "-"
        lines.append(f"part={part.get_content_type()} {method} {part.get_filename() or '-'}")
        body = part.get_content()
        if isinstance(body, bytes):
            body = body.hex()
        lines += ["body=" + line for line in body.splitlines()]
    return "\n".join(lines) + "\n"


class Mailbox:
    def __init__(self, folder):
        self.folder, self.count, self.seen = folder, 0, set()

    def first_time(self, address):
        if address in self.seen:
            return False
        self.seen.add(address)
        return True

    async def handle_RCPT(self, server, session, envelope, address, options):
        who = address.split("@")[0]
        if who == "no":
            return "550 5.1.1 nobody of that name"
        if who == "full":
            return "452 4.2.2 mailbox full"
        if who == "grey" and self.first_time(address):
            return "451 4.7.1 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        raw = envelope.original_content
        (self.folder / f"{self.count:03}.eml").write_bytes(raw)
        # Whoever looks for it finds all of it or nothing.
        told = self.folder / f"{self.count:03}.part"
        told.write_text(describe(raw, envelope.rcpt_tos), encoding="utf-8")
        told.rename(told.with_suffix(".txt"))
        self.count += 1
        if envelope.rcpt_tos[0].startswith("lost@") and self.first_time(envelope.rcpt_tos[0]):
            server.transport.abort()
        return "250 OK"


class Unfriendly(SMTP):
    async def push(self, status):
        if self.session.host_name is None and status.startswith("220"):
            status = "554 5.7.1 not you"
        await super().push(status)


def certificate(folder):
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def login(expected):
    def check(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}" if hasattr(data, "login") else None
        return AuthResult(success=given == expected, handled=False)
    return check


async def main(folder, options):
    mailbox = Mailbox(folder)
    settings = {"hostname": "localhost", "enable_SMTPUTF8": True}
    if "--tls" in options:
        settings["tls_context"] = certificate(folder)
    if "--auth" in options:
        settings.update(authenticator=login(options[options.index("--auth") + 1]), auth_required=True,
                        auth_require_tls="--tls" in options)
    kind = Unfriendly if "--banner" in options else SMTP
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: kind(mailbox, **settings), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
