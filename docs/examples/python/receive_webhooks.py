"""Receives webhooks, refuses those that are not signed, and prints the others, one JSON object a line."""
import base64
import binascii
import hashlib
import hmac
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE_SECONDS = 300


def is_signed(headers, body):
    """Whether one of the signatures is ours: after a rotation of the secret there are two."""
    event_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent_at.isdigit() or abs(time.time() - int(sent_at)) > TOLERANCE_SECONDS:
        return False
    expected = hmac.new(KEY, f"{event_id}.{sent_at}.".encode() + body, hashlib.sha256).digest()
    return any(
        hmac.compare_digest(expected, decoded(signature.removeprefix("v1,")))
        for signature in headers.get("webhook-signature", "").split(" ")
        if signature.startswith("v1,")
    )


def decoded(signature):
    try:
        return base64.b64decode(signature)
    except binascii.Error:
        return b""


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        signed = is_signed(self.headers, body)
        if signed:
            print(body.decode(), flush=True)
        self.send_response(204 if signed else 400)
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("", int(os.environ.get("PORT", "8000"))), Receiver)
print(f"port {server.server_port}", file=sys.stderr, flush=True)
server.serve_forever()
