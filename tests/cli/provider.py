"""A server that plays the providers of public data over https, and a proxy that leads their names to it."""
import gzip
import http.server
import socket
import socketserver
import ssl
import subprocess
import threading
import time

HOSTS = ("localhost", "celestrak.org", "www.space-track.org", "datacenter.iers.org")


def make_certificate(folder):
    """A certificate of its own authority for every name played. Returned: (certificate, key)."""
    certificate, key = folder / "server.pem", folder / "server.key"
    names = ",".join(f"DNS:{host}" for host in HOSTS)
    command = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName={names}"
    subprocess.run([*command.split(), "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)
    return certificate, key


class Answer:
    """What a path answers. `length` replaces Content-Length, -1 leaves it out; `drip`: bytes one by one, so many seconds apart."""

    def __init__(self, body=b"", status=200, headers=(), length=None, drip=None, packed=False):
        self.body = body.encode() if isinstance(body, str) else body
        self.status, self.headers, self.length, self.drip, self.packed = status, dict(headers), length, drip, packed


class Provider:
    """`answers` maps a path to an Answer or to a function of the request that gives one; `asked` lists the requests."""

    def __init__(self, folder):
        self.answers, self.asked = {}, []
        self.certificate, key = make_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                provider.answer(self, b"")

            def do_POST(self):
                provider.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def get_request(self):
                connection, address = super().get_request()
                return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.proxy = make_proxy(self.port)
        for server in (self.server, self.proxy):
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def answer(self, handler, form):
        handler.form = form
        self.asked.append((handler.command, handler.path, dict(handler.headers), form))
        answer = self.answers.get(handler.path, Answer("not here", 404))
        answer = answer(handler) if callable(answer) else answer
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        if answer.packed:
            handler.send_header("Content-Encoding", "gzip")
        if answer.length != -1:
            handler.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        handler.end_headers()
        if answer.drip is None:
            handler.wfile.write(answer.body)
        else:
            for byte in answer.body:
                handler.wfile.write(bytes([byte]))
                time.sleep(answer.drip)
        handler.close_connection = True

    def environment(self):
        """Names lead here through the proxy; the certificate is the only one trusted."""
        return {
            "STARSEA_CA_FILE": str(self.certificate),
            "https_proxy": f"http://127.0.0.1:{self.proxy.server_address[1]}",
            "no_proxy": "localhost",
        }

    def url(self, path):
        return f"https://localhost:{self.port}{path}"

    def close(self):
        for server in (self.server, self.proxy):
            server.shutdown()
            server.server_close()


def make_proxy(port):
    """CONNECT to any name arrives at the port given."""

    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    class Tunnel(socketserver.StreamRequestHandler):
        def handle(self):
            line = self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            if not line.startswith(b"CONNECT "):
                self.wfile.write(b"HTTP/1.1 405 CONNECT only\r\nContent-Length: 0\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", port)) as there:
                self.wfile.write(b"HTTP/1.1 200 Tunnel\r\n\r\n")
                back = threading.Thread(target=copy, args=(there, self.request), daemon=True)
                back.start()
                copy(self.request, there)
                back.join(10)

    class Proxy(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_):
            pass

    return Proxy(("127.0.0.1", 0), Tunnel)


def packed(text):
    return gzip.compress(text.encode() if isinstance(text, str) else text, mtime=0)
