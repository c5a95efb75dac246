"""A fresh test PKI for one run: the project's own trust services, their token, and signers of more key kinds."""

import pathlib
import subprocess

SOFTHSM = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
SIGNER_EXTENSIONS = """basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,nonRepudiation
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always
"""
# Kind of key → how OpenSSL makes one. Source of the list: ETSI TS 119 312.
KEY_KINDS = {
    "rsa3072": ["RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
    "rsa4096": ["RSA", "-pkeyopt", "rsa_keygen_bits:4096"],
    "pss2048": ["RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
    "pss3072": ["RSA-PSS", "-pkeyopt", "rsa_keygen_bits:3072"],
    "p256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "p384": ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "p521": ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
}


def run(words, **more):
    """Runs a program that must succeed; its words and its complaint are in the exception otherwise."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{words[0]} ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    return done.stdout


class Pki:
    """Folder of keys and certificates, and the time-stamp and OCSP services on loopback."""

    def __init__(self, programs: pathlib.Path, folder: pathlib.Path):
        self.programs, self.folder = programs, folder
        self.dir = folder / "pki"
        self.root, self.issuing = self.dir / "root-ca.pem", self.dir / "issuing-ca.pem"
        self.crls = [self.dir / "root.crl", self.dir / "issuing.crl"]
        self.pin, self.settings = folder / "pin.txt", folder / "softhsm2.conf"
        self.module = next((path for path in SOFTHSM if pathlib.Path(path).exists()), None)
        self.service, self.url = None, None

    def make(self):
        tokens = self.folder / "tokens"
        tokens.mkdir(parents=True)
        self.settings.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
        self.pin.write_text("123456\n")
        words = [self.programs / "tdkt-trust-services", "init", self.dir]
        if self.module:
            words += ["--softhsm", self.module, "--token-dir", tokens, "--pin-file", self.pin]
        run(words, env=self.environment())
        for kind, how in KEY_KINDS.items():
            self._make_signer(kind, how)

    def environment(self):
        return {"PATH": "/usr/bin:/bin", "SOFTHSM2_CONF": str(self.settings), "LC_ALL": "C.UTF-8"}

    def p12(self, kind):
        return self.folder / f"{kind}.p12"

    def _make_signer(self, kind, how):
        key, request, certificate = (self.folder / f"{kind}.{end}" for end in ("key", "csr", "pem"))
        extensions = self.folder / "signer.ext"
        extensions.write_text(SIGNER_EXTENSIONS)
        run(["openssl", "genpkey", "-algorithm", *how, "-out", key])
        run(["openssl", "req", "-new", "-utf8", "-key", key, "-out", request,
             "-subj", f"/C=VN/O=Ủy ban nhân dân tỉnh An Hòa/CN=Người ký thử {kind}"])
        run(["openssl", "x509", "-req", "-in", request, "-CA", self.issuing, "-days", "300", "-out", certificate,
             "-CAkey", self.dir / "issuing-ca.key.pem", "-CAcreateserial", "-extfile", extensions])
        run(["openssl", "pkcs12", "-export", "-inkey", key, "-in", certificate, "-certfile", self.issuing,
             "-out", self.p12(kind), "-passout", f"file:{self.pin}"])

    def serve(self):
        import json
        self.service = subprocess.Popen([self.programs / "tdkt-trust-services", "serve", self.dir, "--port", "0"],
                                        stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.service.stdout.readline())
        self.url = f"http://127.0.0.1:{ready['port']}"

    def stop(self):
        if self.service:
            self.service.terminate()
            self.service.wait(10)
