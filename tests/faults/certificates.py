"""Certificates of every doubtful kind, made anew for each server; the private keys are thrown away."""

import datetime as dt
import ipaddress
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

SITE_HOST: Final = "www.sasac.test"
PROFILE_HOST: Final = "gzw.fault.test"
"""Host of the profile of the synthetic site."""
ANY_HOST: Final = "*.fault.test"
"""Hosts of many sites crawled at once."""
DAY: Final = dt.timedelta(days=1)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    def write(self, path: Path, *, chain: Sequence["Identity"] = ()) -> Path:
        """Write key, certificate and the chain to one PEM file; return its path."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificates = [self.certificate, *(link.certificate for link in chain)]
        path.write_bytes(key + b"".join(c.public_bytes(serialization.Encoding.PEM) for c in certificates))
        return path


def make_authority(name: str, *, issuer: Identity | None = None) -> Identity:
    """Return a certificate authority, its own issuer if none is given."""
    return _sign(name, ec.generate_private_key(ec.SECP256R1()), issuer=issuer, authority=True)


def make_leaf(
    issuer: Identity | None,
    *,
    hosts: Sequence[str] = (SITE_HOST, PROFILE_HOST, ANY_HOST, "localhost"),
    days: tuple[int, int] = (-1, 30),
    rsa_bits: int = 0,
) -> Identity:
    """Return a server's certificate; without an issuer it signs itself.

    Args:
        issuer: the authority.
        hosts: names; 127.0.0.1 comes with the site's own.
        days: begin and end of its validity, from today.
        rsa_bits: size of an RSA key; 0 is an elliptic curve.
    """
    key: Key = (
        rsa.generate_private_key(public_exponent=65_537, key_size=rsa_bits)
        if rsa_bits
        else ec.generate_private_key(ec.SECP256R1())
    )
    return _sign(hosts[0], key, issuer=issuer, hosts=hosts, days=days)


def _sign(
    name: str,
    key: Key,
    *,
    issuer: Identity | None,
    authority: bool = False,
    hosts: Sequence[str] = (),
    days: tuple[int, int] = (-1, 30),
) -> Identity:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = dt.datetime.now(dt.UTC).replace(microsecond=0)
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today + days[0] * DAY)
        .not_valid_after(today + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if hosts:
        names: list[x509.GeneralName] = [x509.DNSName(host) for host in hosts]
        if SITE_HOST in hosts:
            names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return Identity(builder.sign(signer, hashes.SHA256()), key)


def write_weak_certificate(path: Path, issuer: Identity) -> Path:
    """Write an RSA-1024 key and a certificate signed with SHA-1; ``cryptography`` makes no such.

    Raises:
        OSError: there is no ``openssl`` on this machine.
        subprocess.CalledProcessError: it refuses, too.
    """
    authority = issuer.write(path.with_suffix(".ca"))
    key, request, extensions = (path.with_suffix(end) for end in (".key", ".csr", ".ext"))
    extensions.write_text(
        f"subjectAltName=DNS:{SITE_HOST},DNS:{PROFILE_HOST},DNS:{ANY_HOST},DNS:localhost,IP:127.0.0.1\n",
        "ascii",
    )
    _openssl("req", "-new", "-newkey", "rsa:1024", "-nodes", "-sha1", "-subj", f"/CN={SITE_HOST}",
             "-keyout", str(key), "-out", str(request))  # fmt: skip
    certificate = _openssl("x509", "-req", "-in", str(request), "-CA", str(authority), "-CAkey", str(authority),
                           "-set_serial", "1024", "-sha1", "-days", "30", "-extfile", str(extensions))  # fmt: skip
    path.write_bytes(key.read_bytes() + certificate)
    return path


def _openssl(*arguments: str) -> bytes:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=30).stdout
